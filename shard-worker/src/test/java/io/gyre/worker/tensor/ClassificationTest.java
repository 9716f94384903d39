package io.gyre.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.worker.replica.Tensors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationTest {
  private static final List<String> LABELS = List.of("zero", "one", "two");

  private static TensorView numbers(Datatype datatype, Shape shape, long... values) {
    ByteBuf data = Unpooled.buffer();
    for (long value : values) {
      switch (datatype.byteSize()) {
        case 1 -> data.writeByte((int) value);
        case 2 -> data.writeShortLE((int) value);
        case 4 -> data.writeIntLE((int) value);
        default -> data.writeLongLE(value);
      }
    }
    return new TensorView("Y", datatype, shape, data);
  }

  @Test
  void eachRowGivesItsBestClassesWithValueIndexAndLabel() {
    TensorView tensor = Tensors.floats("Y", Shape.of(2, 4), 0.1f, 0.9f, 0.5f, 0.3f, 4, 3, 2, 1);

    TensorView classes = Classification.of(tensor, true, 2, LABELS);

    assertThat(classes.datatype()).isEqualTo(Datatype.BYTES);
    assertThat(classes.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(Tensors.textsOf(classes))
        .containsExactly("0.900000:1:one", "0.500000:2:two", "4.000000:0:zero", "3.000000:1:one");
  }

  @Test
  void moreClassesThanThereAreGivesAllAndIndicesBeyondTheLabelsHaveNone() {
    TensorView tensor = Tensors.floats("Y", Shape.of(1, 4), 1, 2, 3, 4);

    TensorView classes = Classification.of(tensor, true, Integer.MAX_VALUE, LABELS);

    assertThat(classes.shape()).isEqualTo(Shape.of(1, 4));
    assertThat(Tensors.textsOf(classes))
        .containsExactly("4.000000:3", "3.000000:2:two", "2.000000:1:one", "1.000000:0:zero");
  }

  @Test
  void ofEqualsTheLowerIndexComesFirst() {
    TensorView tensor = Tensors.floats("Y", Shape.of(1, 5), 1, 2, 2, 1, 2);

    assertThat(Tensors.textsOf(Classification.of(tensor, true, 4, List.of())))
        .containsExactly("2.000000:1", "2.000000:2", "2.000000:4", "1.000000:0");
  }

  @Test
  void tensorWithoutBatchIsOneRow() {
    TensorView tensor = numbers(Datatype.INT32, Shape.of(2, 2), -5, 7, 0, 7);

    TensorView classes = Classification.of(tensor, false, 2, List.of());

    assertThat(classes.shape()).isEqualTo(Shape.of(2));
    assertThat(Tensors.textsOf(classes)).containsExactly("7:1", "7:3");
  }

  @Test
  void integersAreShownWholeWithTheirSign() {
    assertThat(best(numbers(Datatype.UINT64, Shape.of(1, 2), 1, -1)))
        .isEqualTo("18446744073709551615:1");
    assertThat(best(numbers(Datatype.INT64, Shape.of(1, 2), 1, -1))).isEqualTo("1:0");
    assertThat(best(numbers(Datatype.UINT8, Shape.of(1, 2), 1, 255))).isEqualTo("255:1");
    assertThat(best(numbers(Datatype.INT8, Shape.of(1, 2), -3, 255))).isEqualTo("-1:1");
    assertThat(best(numbers(Datatype.UINT16, Shape.of(1, 2), 1, 65535))).isEqualTo("65535:1");
    assertThat(best(numbers(Datatype.UINT32, Shape.of(1, 2), 1, -1))).isEqualTo("4294967295:1");
  }

  @Test
  void floatingNumbersHaveSixDecimals() {
    assertThat(best(Tensors.floats("Y", Shape.of(1, 1), 1e10f))).isEqualTo("10000000000.000000:0");
    assertThat(best(Tensors.floats("Y", Shape.of(1, 1), -0.0000001f))).isEqualTo("-0.000000:0");
    assertThat(best(Tensors.floats("Y", Shape.of(1, 1), 0.0000015f))).isEqualTo("0.000002:0");
    assertThat(best(numbers(Datatype.FP16, Shape.of(1, 2), 0x3C00, 0x4000)))
        .isEqualTo("2.000000:1");
    assertThat(best(numbers(Datatype.BF16, Shape.of(1, 2), 0x3F80, 0x4000)))
        .isEqualTo("2.000000:1");
    assertThat(best(numbers(Datatype.FP64, Shape.of(1, 1), Double.doubleToRawLongBits(2.0 / 3))))
        .isEqualTo("0.666667:0");
  }

  @Test
  void whatIsNoNumberIsBelowEverything() {
    TensorView tensor =
        Tensors.floats(
            "Y",
            Shape.of(1, 4),
            Float.NaN,
            Float.NEGATIVE_INFINITY,
            Float.POSITIVE_INFINITY,
            Float.NaN);

    assertThat(Tensors.textsOf(Classification.of(tensor, true, 4, List.of())))
        .containsExactly("inf:2", "-inf:1", "nan:0", "nan:3");
  }

  private static String best(TensorView tensor) {
    return Tensors.textsOf(Classification.of(tensor, true, 1, List.of()))[0];
  }
}
