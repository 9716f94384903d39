package io.gyre.loadtest.payload;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.usage.UsageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Real inputs in batches of a chosen size: their rows, joined anew, over and over. */
public final class Batches {
  private Batches() {}

  /**
   * One batch for each sample, so that every row is in one.
   *
   * @throws UsageException where the samples have no rows that could be joined
   */
  public static List<Sample> of(List<Sample> samples, int size, Signature signature) {
    signature.inputs().forEach(Batches::check);
    List<Sample> rows = new ArrayList<>();
    samples.forEach(sample -> rows.addAll(rows(sample)));
    if (rows.isEmpty()) {
      throw new UsageException("--batch needs inputs with rows; those of --inputs have none");
    }
    List<Sample> batches = new ArrayList<>();
    for (int start = 0; start < rows.size(); start += size) {
      List<Sample> batch = new ArrayList<>();
      for (int i = start; i < start + size; i++) {
        batch.add(rows.get(i % rows.size()));
      }
      batches.add(joined(batch));
    }
    return batches;
  }

  /**
   * Refuses an input that takes no batch.
   *
   * @throws UsageException where its first dimension is not for requests to choose
   */
  static void check(TensorSpec input) {
    if (input.shape().rank() == 0 || input.shape().dim(0) != Shape.VARIABLE) {
      throw new UsageException(
          "--batch needs a model whose inputs begin with a variable dimension, but '%s' is %s"
              .formatted(input.name(), input.shape()));
    }
  }

  private static List<Sample> rows(Sample sample) {
    long count = count(sample.inputs().getFirst());
    List<TensorView> all = new ArrayList<>(sample.inputs());
    all.addAll(sample.expected());
    for (TensorView tensor : all) {
      if (count(tensor) != count) {
        throw new UsageException(
            "--batch needs the same number of rows everywhere; '%s' has %d, '%s' has %d"
                .formatted(all.getFirst().name(), count, tensor.name(), count(tensor)));
      }
    }
    List<Sample> rows = new ArrayList<>();
    List<List<TensorView>> inputs = sample.inputs().stream().map(Batches::rows).toList();
    List<List<TensorView>> expected = sample.expected().stream().map(Batches::rows).toList();
    for (int row = 0; row < count; row++) {
      int index = row;
      rows.add(
          new Sample(
              inputs.stream().map(tensor -> tensor.get(index)).toList(),
              expected.stream().map(tensor -> tensor.get(index)).toList()));
    }
    return rows;
  }

  private static long count(TensorView tensor) {
    return tensor.shape().rank() == 0 ? 1 : tensor.shape().dim(0);
  }

  /** Each row of a tensor, with a first dimension of 1. */
  static List<TensorView> rows(TensorView tensor) {
    if (tensor.shape().rank() == 0) {
      return List.of(tensor);
    }
    Shape one = tensor.shape().withFirst(1);
    ByteBuf rest = tensor.data().duplicate();
    List<TensorView> rows = new ArrayList<>();
    for (long row = 0; row < tensor.shape().dim(0); row++) {
      int bytes = bytes(tensor.datatype(), one.elementCount(), rest);
      rows.add(new TensorView(tensor.name(), tensor.datatype(), one, rest.readSlice(bytes)));
    }
    return rows;
  }

  private static int bytes(Datatype datatype, long elements, ByteBuf data) {
    if (datatype.isFixedSize()) {
      return Math.toIntExact(elements * datatype.byteSize());
    }
    int at = data.readerIndex();
    for (long i = 0; i < elements; i++) {
      at += Integer.BYTES + Math.toIntExact(data.getUnsignedIntLE(at));
    }
    return at - data.readerIndex();
  }

  private static Sample joined(List<Sample> rows) {
    List<TensorView> inputs = new ArrayList<>();
    for (int i = 0; i < rows.getFirst().inputs().size(); i++) {
      int index = i;
      inputs.add(joinedTensors(rows.stream().map(row -> row.inputs().get(index)).toList()));
    }
    List<TensorView> expected = new ArrayList<>();
    if (rows.stream().noneMatch(row -> row.expected().isEmpty())) {
      for (int i = 0; i < rows.getFirst().expected().size(); i++) {
        int index = i;
        expected.add(joinedTensors(rows.stream().map(row -> row.expected().get(index)).toList()));
      }
    }
    return new Sample(inputs, expected);
  }

  private static TensorView joinedTensors(List<TensorView> rows) {
    TensorView first = rows.getFirst();
    ByteBuf data = Unpooled.buffer();
    for (TensorView row : rows) {
      boolean alike =
          row.name().equals(first.name())
              && row.shape().equals(first.shape())
              && row.datatype() == first.datatype();
      if (!alike) {
        throw new UsageException(
            "--batch needs rows of one shape; '%s' is %s, '%s' is %s"
                .formatted(first.name(), first.shape(), row.name(), row.shape()));
      }
      data.writeBytes(row.data(), row.data().readerIndex(), row.data().readableBytes());
    }
    return new TensorView(
        first.name(), first.datatype(), first.shape().withFirst(rows.size()), data);
  }
}
