package io.gyre.router.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferRequestReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL|[true,false]|0100",
        "INT8|[-128,127]|807f",
        "INT16|[-32768,32767]|0080ff7f",
        "INT32|[-2147483648,2147483647]|00000080ffffff7f",
        "INT64|[-9223372036854775808,9223372036854775807]|0000000000000080ffffffffffffff7f",
        "UINT8|[0,255]|00ff",
        "UINT16|[0,65535]|0000ffff",
        "UINT32|[0,4294967295]|00000000ffffffff",
        "UINT64|[9223372036854775808,18446744073709551615]|0000000000000080ffffffffffffffff",
        "FP32|[0.1,-0.0]|cdcccc3d00000080",
        "FP32|[16777217,1e-999]|0000804b00000000",
        "FP32|[3.4028235e38,1e-45]|ffff7f7f01000000",
        "FP64|[0.30000000000000004,1]|343333333333d33f000000000000f03f",
        "FP64|[5e-324,1E2]|01000000000000000000000000005940",
        "BYTES|[\"a\",\"\\u00e9\\ud83d\\ude00\"]|010000006106000000c3a9f09f9880",
        "BYTES|[\"\",\"\\u0000\"]|000000000100000000"
      })
  void readsValuesIntoTheirBytes(String datatype, String data, String bytes) {
    String shape = "\"shape\":[2],\"datatype\":\"" + datatype + "\"";
    for (String members :
        new String[] {
          "\"name\":\"IN\"," + shape + ",\"data\":" + data,
          "\"data\":" + data + ",\"name\":\"IN\"," + shape,
          "\"datatype\":\"%s\",\"data\":%s,\"name\":\"IN\",\"shape\":[2]".formatted(datatype, data)
        }) {
      InferCall call = call("{\"inputs\":[{" + members + "}]}");
      TensorView input = call.inputs().getFirst();
      assertThat(ByteBufUtil.hexDump(input.data())).isEqualTo(bytes);
      assertThat(input.datatype()).isEqualTo(Datatype.valueOf(datatype));
      call.values().release();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2,2]|[[1,2],[3,4]]",
        "[2,2]|[1,2,3,4]",
        "[4]|[1,2,3,4]",
        "[1,2,2]|[[[1,2],[3,4]]]",
        "[2,1,2,1]|[[[[1],[2]]],[[[3],[4]]]]"
      })
  void readsFlatAndNestedData(String shape, String data) {
    InferCall call = call(one("INT8", shape, data));
    assertThat(ByteBufUtil.hexDump(call.inputs().getFirst().data())).isEqualTo("01020304");
    call.values().release();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[0]|[]", "[0,2]|[]", "[2,0]|[]", "[2,0]|[[],[]]", "[3,0,2]|[[],[],[]]"})
  void readsEmptyTensors(String shape, String data) {
    InferCall call = call(one("FP32", shape, data));
    assertThat(call.inputs().getFirst().data().readableBytes()).isZero();
    call.values().release();
  }

  @Test
  void readsScalars() {
    InferCall call = call(one("INT8", "[]", "[7]"));
    assertThat(call.inputs().getFirst().shape()).isEqualTo(Shape.of());
    assertThat(ByteBufUtil.hexDump(call.inputs().getFirst().data())).isEqualTo("07");
    call.values().release();
  }

  @Test
  void ignoresUnknownMembersAndReadsEscapedNames() {
    InferCall call =
        call(
            "{\"x\":{\"inputs\":[1]},\"\\u0069nputs\":[{\"comment\":[[]],\"name\":\"I\\u004e\",\"shape\":[1],"
                + "\"datatype\":\"INT8\",\"data\":[1],\"parameters\":{\"own\":{}}}],\"y\":null}");
    assertThat(call.inputs().getFirst().name()).isEqualTo("IN");
    call.values().release();
  }

  @Test
  void tellsOutputsAndTheirForms() {
    InferCall call =
        call(
            "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[],\"outputs\":[{\"name\":\"A\"},"
                + "{\"name\":\"B\",\"parameters\":{\"binary_data\":false,\"classification\":3}}]}");
    assertThat(call.outputs())
        .containsExactly(new RequestedOutput("A", 0), new RequestedOutput("B", 3));
    assertThat(call.form().isBinary("A")).isTrue();
    assertThat(call.form().isBinary("B")).isFalse();
    assertThat(call.parameters()).isEmpty();
    call.values().release();
  }

  @Test
  void readsRandomNumbersAsJavaDoes() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int count = 1 + random.nextInt(300);
      StringBuilder data = new StringBuilder("[");
      float[] expected = new float[count];
      for (int i = 0; i < count; i++) {
        expected[i] = Float.intBitsToFloat(random.nextInt());
        expected[i] = Float.isFinite(expected[i]) ? expected[i] : i;
        String text = random.nextBoolean() ? "" + expected[i] : "" + (double) expected[i];
        data.append(i == 0 ? "" : ", ").append(text);
      }
      InferCall call = call(one("FP32", "[" + count + "]", data.append("]").toString()));
      ByteBuf bytes = call.inputs().getFirst().data();
      for (int i = 0; i < count; i++) {
        assertThat(bytes.getFloatLE(4 * i)).isEqualTo(expected[i]);
      }
      call.values().release();
    }
  }

  @Test
  void readsBodiesInPieces() {
    byte[] body =
        one("BYTES", "[2]", "[\"ünïcødé ☃ 😀\",\"" + "x".repeat(9000) + "é\"]")
            .getBytes(StandardCharsets.UTF_8);
    for (int size : new int[] {1, 3, 7, 4096}) {
      CompositeByteBuf pieces = Unpooled.compositeBuffer(Integer.MAX_VALUE);
      for (int at = 0; at < body.length; at += size) {
        int length = Math.min(size, body.length - at);
        pieces.addComponent(true, Unpooled.wrappedBuffer(body, at, length));
      }
      InferCall call = read(pieces);
      assertThat(call.inputs().getFirst().data().readableBytes()).isEqualTo(8 + 20 + 9002);
      call.values().release();
    }
  }

  private static String one(String datatype, String shape, String data) {
    return "{\"inputs\":[{\"name\":\"IN\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}]}"
        .formatted(shape, datatype, data);
  }

  private static InferCall call(String json) {
    // An odd offset shows that positions are counted from the document's start.
    ByteBuf body = Unpooled.copiedBuffer("###" + json, StandardCharsets.UTF_8).skipBytes(3);
    return read(body);
  }

  private static InferCall read(ByteBuf body) {
    ParsedCall parsed =
        InferRequestReader.read(body, Unpooled.EMPTY_BUFFER, UnpooledByteBufAllocator.DEFAULT);
    assertThat(parsed).isInstanceOf(InferCall.class);
    return (InferCall) parsed;
  }
}
