package io.gyre.router.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberListTest {
  private static final String BEFORE = "###";

  private final Random random = new Random(11);
  private final ByteBuf out = Unpooled.buffer();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT8|[-128,127]|807f",
        "INT16|[-32768,32767]|0080ff7f",
        "INT32|[-2147483648,2147483647]|00000080ffffff7f",
        "INT64|[-9223372036854775808,9223372036854775807]|0000000000000080ffffffffffffff7f",
        "UINT8|[-0,255]|00ff",
        "UINT16|[0,65535]|0000ffff",
        "UINT32|[0,4294967295]|00000000ffffffff",
        "UINT64|[9999999999999999999,10000000000000000000]|ffffe7890423c78a0000e8890423c78a",
        "UINT64|[-0,18446744073709551615]|0000000000000000ffffffffffffffff",
        "FP32|[-0,-0.0e5]|0000008000000080",
        "FP32|[1e-999,3.4028235e38]|00000000ffff7f7f",
        "FP64|[5e-324,1E+2]|01000000000000000000000000005940",
        "FP64|[1.5e0000002,0]|0000000000c062400000000000000000"
      })
  void readsNumbers(Datatype datatype, String list, String bytes) {
    assertThat(end(datatype, Shape.of(2), list)).isEqualTo(list.length() - 1);
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT8|[-129,0]",
        "INT8|[128,0]",
        "INT32|[4294967296,0]",
        "INT64|[9223372036854775808,0]",
        "INT64|[-9223372036854775809,0]",
        "INT64|[18446744073709551616,0]",
        "INT32|[1.0,0]",
        "INT32|[1e0,0]",
        "UINT8|[-1,0]",
        "UINT64|[-1,0]",
        "UINT64|[18446744073709551616,0]",
        "UINT64|[20000000000000000000,0]",
        "UINT64|[100000000000000000000,0]",
        "FP32|[1e39,0]",
        "FP32|[3.4028236e38,0]",
        "FP64|[-1e309,0]"
      })
  void declinesWhatTheDatatypeCannotHold(Datatype datatype, String list) {
    assertDeclined(datatype, Shape.of(2), list);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "[1",
        "[1,",
        "[1,2",
        "[]",
        "[1]",
        "[1,2,3]",
        "[1,2,]",
        "[,1,2]",
        "[1,,2]",
        "[1 2]",
        "[01,2]",
        "[-01,2]",
        "[+1,2]",
        "[.5,2]",
        "[1.,2]",
        "[1.e1,2]",
        "[1e,2]",
        "[1e+,2]",
        "[-,2]",
        "[--1,2]",
        "[1-,2]",
        "[0x1,2]",
        "[1f,2]",
        "[1_0,2]",
        "[NaN,2]",
        "[Infinity,2]",
        "[null,2]",
        "[true,2]",
        "[\"1\",2]",
        "[[1,2]]",
        "[[1],[2]]",
        "[1,[2]]",
        "[{},2]",
        "[1,2}",
        "[1,2,3",
        "[/**/1,2]",
        "[1\u000b,2]",
        "[1\u0000,2]",
        "[\u00e9,2]",
        "[1\u0660,2]"
      })
  void declinesWhatIsNoListOfTwoNumbers(String list) {
    for (Datatype datatype : new Datatype[] {Datatype.FP32, Datatype.FP64, Datatype.INT32}) {
      assertDeclined(datatype, Shape.of(2), list);
    }
  }

  @Test
  void declinesNumbersTooLongForItsWindow() {
    String fits = "0." + "1".repeat(Window.REACH - 3);
    assertThat(end(Datatype.FP32, Shape.of(1), "[" + fits + "]")).isPositive();
    assertDeclined(Datatype.FP32, Shape.of(1), "[" + fits + "1]");
    assertDeclined(Datatype.FP32, Shape.of(2), "[1" + " ".repeat(9000) + "," + fits + "1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BOOL", "BYTES", "FP16", "BF16"})
  void declinesOtherDatatypes(Datatype datatype) {
    assertDeclined(datatype, Shape.of(1), "[1]");
    assertDeclined(datatype, Shape.of(0), "[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,2|[[1,2],[3,4]]",
        "2,2|[1,2,3,4]",
        "4|[1,2,3,4]",
        "1,2,2|[[[1,2],[3,4]]]",
        "2,1,2,1|[[[[1],[2]]],[[[3],[4]]]]"
      })
  void readsFlatAndNestedLists(String dims, String list) {
    for (String spaced : new String[] {list, list.replaceAll("", " \n\r\t")}) {
      int closing = spaced.lastIndexOf(']');
      out.clear();
      assertThat(end(Datatype.INT8, shape(dims), spaced.strip()))
          .isEqualTo(closing - spaced.indexOf('['));
      assertThat(ByteBufUtil.hexDump(out)).isEqualTo("01020304");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,2|[[1,2],[3]]",
        "2,2|[[1,2]]",
        "2,2|[[1,2],[3,4],[5,6]]",
        "2,2|[[1,2],[3,4],]",
        "2,2|[[1,2,3],[4]]",
        "2,2|[[1,2],3,4]",
        "2,2|[[1,2][3,4]]",
        "2,2|[1,2,[3,4]]",
        "2,2|[[],[]]",
        "1,2,2|[[1,2],[3,4]]",
        "0,2|[[]]",
        "4|[[1,2,3,4]]"
      })
  void declinesListsOfOtherShapes(String dims, String list) {
    assertDeclined(Datatype.INT8, shape(dims), list);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|[]", "0,2|[ ]", "2,0|[]", "2,0|[[],[ ]]", "3,0,2|[[],[],[]]"})
  void readsEmptyLists(String dims, String list) {
    assertThat(end(Datatype.FP32, shape(dims), list)).isEqualTo(list.length() - 1);
    assertThat(out.readableBytes()).isZero();
  }

  @Test
  void readsDeepListsOnlyAsFarAsTheyAreSurelyAllowed() {
    for (int rank : new int[] {NumberList.MAX_NESTING, NumberList.MAX_NESTING + 1}) {
      long[] dims = new long[rank];
      Arrays.fill(dims, 1);
      String list = "[".repeat(rank) + "7" + "]".repeat(rank);
      int expected = rank > NumberList.MAX_NESTING ? NumberList.DECLINED : list.length() - 1;
      assertThat(end(Datatype.INT8, Shape.of(dims), list)).isEqualTo(expected);
      assertThat(ListEnd.find(document(list), BEFORE.length() + 1))
          .isEqualTo(expected < 0 ? expected : BEFORE.length() + expected);
    }
  }

  @Test
  void readsFloatsAsJavaDoes() {
    for (int round = 0; round < 50_000; round++) {
      String number = number();
      float expected = Float.parseFloat(number);
      if (Float.isInfinite(expected)) {
        assertDeclined(Datatype.FP32, Shape.of(1), "[" + number + "]");
      } else {
        out.clear();
        assertThat(end(Datatype.FP32, Shape.of(1), "[" + number + "]")).as(number).isPositive();
        assertThat(out.readFloatLE()).as(number).isEqualTo(expected);
      }
    }
  }

  @Test
  void readsDoublesAsJavaDoes() {
    for (int round = 0; round < 50_000; round++) {
      String number = number();
      double expected = Double.parseDouble(number);
      if (Double.isInfinite(expected)) {
        assertDeclined(Datatype.FP64, Shape.of(1), "[" + number + "]");
      } else {
        out.clear();
        assertThat(end(Datatype.FP64, Shape.of(1), "[" + number + "]")).as(number).isPositive();
        assertThat(out.readDoubleLE()).as(number).isEqualTo(expected);
      }
    }
  }

  @Test
  void readsListsLongerThanItsWindow() {
    for (int piece : new int[] {5, 997, 1 << 20}) {
      int count = 4000;
      StringBuilder list = new StringBuilder("[");
      double[] expected = new double[count];
      for (int i = 0; i < count; i++) {
        expected[i] = random.nextGaussian();
        list.append(i == 0 ? "" : ",").append(" ".repeat(random.nextInt(300) / 299 * 9000));
        list.append(expected[i]).append(random.nextBoolean() ? "" : "\n");
      }
      ByteBuf document = inPieces(BEFORE + list + "]}", piece);
      out.clear();
      int end = BEFORE.length() + list.length();
      int start = BEFORE.length() + 1;
      assertThat(NumberList.read(document, start, Datatype.FP64, Shape.of(count), out))
          .isEqualTo(end);
      assertThat(ListEnd.find(document, start)).isEqualTo(end);
      for (double value : expected) {
        assertThat(out.readDoubleLE()).isEqualTo(value);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"]\"]", "[true]", "[1", "[[1]", "[{}]", "[1}", "[\u00e9]"})
  void findsNoEndOfOtherLists(String list) {
    assertThat(ListEnd.find(document(list), BEFORE.length() + 1)).isEqualTo(NumberList.DECLINED);
  }

  /** A number in one of the forms that clients write, or close to where its rounding turns. */
  private String number() {
    return switch (random.nextInt(6)) {
      case 0 -> Float.toString((float) random.nextGaussian());
      case 1 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(90) - 45));
      case 2 -> Float.toString(finite(Float.intBitsToFloat(random.nextInt())));
      case 3 -> Double.toString(finite(Double.longBitsToDouble(random.nextLong())));
      case 4 -> nearTie();
      default -> digits();
    };
  }

  private static float finite(float value) {
    return Float.isFinite(value) ? value : 0;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  /** Half-way between two floats, or the least bit beside it. */
  private String nearTie() {
    float below = finite(Float.intBitsToFloat(random.nextInt()));
    double tie = (below + (double) Math.nextUp(below)) / 2;
    BigDecimal exact = new BigDecimal(finite(tie));
    BigDecimal beside = exact.ulp().multiply(BigDecimal.valueOf(random.nextInt(3) - 1L));
    String text = exact.add(beside).toString();
    return text.length() < 100 ? text : Double.toString(exact.doubleValue());
  }

  private String digits() {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
    text.append(random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(9));
    if (text.charAt(text.length() - 1) != '0') {
      random.ints(random.nextInt(20), 0, 10).forEach(text::append);
    }
    if (random.nextBoolean()) {
      text.append('.');
      random.ints(1 + random.nextInt(20), 0, 10).forEach(text::append);
    }
    if (random.nextBoolean()) {
      text.append(random.nextBoolean() ? 'e' : 'E').append(random.nextBoolean() ? "" : "-");
      text.append(random.nextInt(random.nextBoolean() ? 30 : 400));
    }
    return text.toString();
  }

  private void assertDeclined(Datatype datatype, Shape shape, String list) {
    out.clear().writeByte(1);
    assertThat(end(datatype, shape, list)).as(list).isEqualTo(NumberList.DECLINED);
    assertThat(out.readableBytes()).isOne();
  }

  /** Where the list ends, from its first bracket on. */
  private int end(Datatype datatype, Shape shape, String list) {
    int end = NumberList.read(document(list), BEFORE.length() + 1, datatype, shape, out);
    return end == NumberList.DECLINED ? end : end - BEFORE.length();
  }

  private static ByteBuf document(String list) {
    return Unpooled.copiedBuffer(BEFORE + list, StandardCharsets.UTF_8);
  }

  private static ByteBuf inPieces(String text, int size) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    CompositeByteBuf pieces = Unpooled.compositeBuffer(Integer.MAX_VALUE);
    for (int at = 0; at < bytes.length; at += size) {
      int length = Math.min(size, bytes.length - at);
      pieces.addComponent(true, Unpooled.wrappedBuffer(bytes, at, length));
    }
    return pieces;
  }

  private static Shape shape(String dims) {
    return Shape.of(Arrays.stream(dims.split(",")).mapToLong(Long::parseLong).toArray());
  }
}
