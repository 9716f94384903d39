package io.gyre.worker.tensor;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The classification extension: the best classes of each row, in place of the tensor. */
public final class Classification {
  private Classification() {}

  /**
   * A BYTES tensor of the {@code best} highest numbers of each row as {@code value:index[:label]},
   * highest first and of equals the one with the lower index; all of them where a row has fewer.
   * Its bytes are on the heap and need no owner.
   *
   * @param tensor numbers, of a datatype of fixed size
   * @param batched whether the first dimension counts rows; otherwise the whole tensor is one row
   * @param best how many, at least 1
   * @param labels names by index; may be shorter than the row, or empty
   */
  public static TensorView of(TensorView tensor, boolean batched, int best, List<String> labels) {
    long rows = batched ? tensor.shape().dim(0) : 1;
    long elements = tensor.shape().elementCount();
    int perRow = Math.toIntExact(rows == 0 ? 0 : elements / rows);
    int shown = Math.min(best, perRow);
    ByteBuf text = Unpooled.buffer();
    int rowBytes = perRow * tensor.datatype().byteSize();
    for (int row = 0; row < rows; row++) {
      int position = tensor.data().readerIndex() + row * rowBytes;
      Scores scores = Scores.read(tensor.datatype(), tensor.data(), position, perRow);
      for (int index : ranked(scores, shown)) {
        write(text, scores.text(index) + ":" + index + label(labels, index));
      }
    }
    Shape shape = batched ? Shape.of(rows, shown) : Shape.of(shown);
    return new TensorView(tensor.name(), Datatype.BYTES, shape, text);
  }

  private static int[] ranked(Scores scores, int count) {
    int[] ranking = new int[count];
    if (count == 0) {
      return ranking;
    }
    Comparator<Integer> worstFirst =
        ((Comparator<Integer>) scores::compare).thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> best = new PriorityQueue<>(count, worstFirst);
    for (int index = 0; index < scores.count(); index++) {
      if (best.size() < count) {
        best.add(index);
      } else if (scores.compare(index, best.element()) > 0) {
        best.remove();
        best.add(index);
      }
    }
    for (int rank = count - 1; rank >= 0; rank--) {
      ranking[rank] = best.remove();
    }
    return ranking;
  }

  private static String label(List<String> labels, int index) {
    return index < labels.size() ? ":" + labels.get(index) : "";
  }

  private static void write(ByteBuf target, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    target.writeIntLE(bytes.length).writeBytes(bytes);
  }
}
