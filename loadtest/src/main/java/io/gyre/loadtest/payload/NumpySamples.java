package io.gyre.loadtest.payload;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.numpy.NumpyArchive;
import io.gyre.loadtest.usage.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Samples from a NumPy archive: an array for each input, whose first axis counts the samples, and
 * where answers are to be checked, arrays {@code expected_OUTPUT} likewise.
 */
public final class NumpySamples {
  private static final String EXPECTED = "expected_";

  private final Path file;
  private final Signature signature;
  private @Nullable TensorView counted;

  private NumpySamples(Path file, Signature signature) {
    this.file = file;
    this.signature = signature;
  }

  /**
   * Reads every sample, and holds it against what the model takes.
   *
   * @throws UsageException where an array doesn't fit, naming it
   */
  public static List<Sample> read(Path file, Signature signature) {
    return new NumpySamples(file, signature).samples(NumpyArchive.read(file));
  }

  private List<Sample> samples(List<TensorView> arrays) {
    List<List<TensorView>> inputs = new ArrayList<>();
    List<TensorView> expected = new ArrayList<>();
    boolean batched = false;
    for (TensorView array : arrays) {
      checkCount(array);
      Optional<TensorSpec> spec =
          signature.inputs().stream().filter(s -> s.name().equals(array.name())).findFirst();
      if (spec.isPresent()) {
        boolean keeps = array.shape().rank() == spec.get().shape().rank();
        batched |= keeps;
        List<TensorView> rows = rows(array, array.name(), keeps);
        rows.stream().limit(1).forEach(row -> checkFit(array, row, spec.get()));
        inputs.add(rows);
      } else if (array.name().startsWith(EXPECTED)) {
        expected.add(array);
      } else {
        throw wrong(
            "the array '%s' is neither one of the model's inputs, %s, nor named %sOUTPUT"
                .formatted(array.name(), signature.names(), EXPECTED));
      }
    }
    if (inputs.isEmpty() || inputs.getFirst().isEmpty()) {
      throw wrong("there are no rows of inputs; the model takes %s".formatted(signature.names()));
    }
    boolean keeps = batched;
    List<List<TensorView>> outputs =
        expected.stream()
            .map(array -> rows(array, array.name().substring(EXPECTED.length()), keeps))
            .toList();
    List<Sample> samples = new ArrayList<>();
    for (int row = 0; row < inputs.getFirst().size(); row++) {
      int index = row;
      samples.add(
          new Sample(
              inputs.stream().map(rows -> rows.get(index)).toList(),
              outputs.stream().map(rows -> rows.get(index)).toList()));
    }
    return samples;
  }

  private void checkCount(TensorView array) {
    if (array.shape().rank() == 0) {
      throw wrong(
          "the array '%s' is a single value; expected rows along its first axis"
              .formatted(array.name()));
    }
    TensorView first = counted == null ? array : counted;
    counted = first;
    if (array.shape().dim(0) != first.shape().dim(0)) {
      throw wrong(
          "the array '%s' has %d rows, but '%s' has %d"
              .formatted(first.name(), first.shape().dim(0), array.name(), array.shape().dim(0)));
    }
  }

  /** The rows of an array, under {@code name}; with a first dimension of 1 where they keep it. */
  private static List<TensorView> rows(TensorView array, String name, boolean keepFirst) {
    return Batches.rows(array).stream()
        .map(row -> {
          Shape shape = keepFirst ? row.shape() : row.shape().withoutFirst();
          return new TensorView(name, row.datatype(), shape, row.data());
        })
        .toList();
  }

  private void checkFit(TensorView array, TensorView row, TensorSpec spec) {
    if (!spec.shape().accepts(row.shape())) {
      throw wrong(
          "the array '%s' of shape %s gives requests the shape %s, but the model takes %s"
              .formatted(array.name(), array.shape(), row.shape(), spec.shape()));
    }
    if (row.datatype() != spec.datatype()) {
      throw wrong(
          "the array '%s' is %s, but the model takes %s; convert it with array.astype"
              .formatted(array.name(), row.datatype(), spec.datatype()));
    }
  }

  private UsageException wrong(String message) {
    return new UsageException(file + ": " + message);
  }
}
