package io.gyre.router.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class ResponsesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOOL|000105|false,true,true",
        "INT8|80ff7f|-128,-1,127",
        "INT16|0080|-32768",
        "INT32|ffffffff|-1",
        "INT64|0000000000000080|-9223372036854775808",
        "UINT8|ff|255",
        "UINT16|ffff|65535",
        "UINT32|ffffffff|4294967295",
        "UINT64|ffffffffffffffff0100000000000000|18446744073709551615,1",
        "FP32|cdcccc3d0000803f00000080|0.10000000149011612,1.0,-0.0",
        "FP64|9a9999999999b93f|0.1",
        "BYTES|00000000020000005c0a04000000f09f9880|\"\",\"\\\\\\n\",\"😀\"",
        "BYTES|02000000001f|\"\\u0000\\u001f\""
      })
  void printsValues(Datatype datatype, String bytes, String data) {
    ByteBuf values = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(bytes));
    int count = data.split(",").length;
    assertThat(written(new TensorView("O", datatype, Shape.of(1, count), values)))
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"7\",\"outputs\":[{\"name\":\"O\",\"datatype\":\"%s\",\"shape\":[1,%d],\"data\":[%s]}]}"
                .formatted(datatype, count, data));
  }

  @Test
  void printsRandomDoublesSoThatTheyReadBackTheSame() {
    Random random = new Random(3);
    ByteBuf values = Unpooled.buffer();
    for (int i = 0; i < 10_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      values.writeDoubleLE(Double.isFinite(value) ? value : i);
    }
    String json = written(new TensorView("O", Datatype.FP64, Shape.of(10_000), values));
    try (JsonParser parser =
        new JsonFactory()
            .createParser(ObjectReadContext.empty(), json.getBytes(StandardCharsets.UTF_8))) {
      int i = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
          assertThat(parser.getDoubleValue()).isEqualTo(values.getDoubleLE(8 * i++));
        }
      }
      assertThat(i).isEqualTo(10_000);
    }
  }

  @Test
  void escapesWhatJsonMustNotHave() {
    ByteBuf out = Unpooled.buffer();
    JsonText.string(out, "\"\\/\b\f\n\r\t\u0000é☃😀");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000é☃😀\"");
  }

  @Test
  void reportsTextsThatAreCutShortAsADefect() {
    for (String bytes : new String[] {"0100", "05000000", "ffffffff00", "0000000001"}) {
      ByteBuf values = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(bytes));
      TensorView output = new TensorView("O", Datatype.BYTES, Shape.of(1), values);
      Refusal refusal =
          new InferResponseWriter()
              .write(
                  response(output),
                  new ResponseBody.Tensors(List.of(output)),
                  OutputForm.JSON,
                  Unpooled.buffer());
      assertThat(refusal)
          .isNotNull()
          .extracting(Refusal::reason)
          .isEqualTo(Refusal.Reason.INTERNAL);
    }
  }

  private static String written(TensorView output) {
    ByteBuf out = Unpooled.buffer();
    assertThat(
            new InferResponseWriter()
                .write(
                    response(output),
                    new ResponseBody.Tensors(List.of(output)),
                    OutputForm.JSON,
                    out))
        .isNull();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static InferenceResponse response(TensorView output) {
    return new InferenceResponse(
        "m", 7, "", new ResponseBody.Tensors(List.of(output)), Unpooled.EMPTY_BUFFER);
  }
}
