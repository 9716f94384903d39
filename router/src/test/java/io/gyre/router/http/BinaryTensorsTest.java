package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensors as bytes after the JSON, in both directions, and requests that are nothing but bytes. */
class BinaryTensorsTest {
  private static final String INFER = "/v2/models/echo/infer";

  private TestDoor door;

  @BeforeEach
  void open() throws Exception {
    door = new TestDoor();
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void takesOneInputAsBytesAndAnotherAsJson() throws Exception {
    String json =
        "{\"inputs\":[{\"name\":\"IN0\",\"shape\":[2],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":8}},"
            + "{\"name\":\"IN1\",\"shape\":[2],\"datatype\":\"INT16\",\"data\":[1,-1]}]}";
    try (RawClient client = door.connect()) {
      RawClient.Response response = binary(client, json, floats(1.5f, -2f));

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers()).containsEntry("content-type", "application/json");
      assertThat(response.text()).contains("\"data\":[1.5,-2.0]", "\"data\":[1,-1]");
    }
  }

  @Test
  void answersWithBytesOrJsonAsEachOutputAsks() throws Exception {
    String json =
        "{\"parameters\":{\"binary_data_output\":true},\"outputs\":[{\"name\":\"OUT1\",\"parameters\":{\"binary_data\":false}}],"
            + "\"inputs\":[{\"name\":\"IN0\",\"shape\":[2],\"datatype\":\"UINT16\",\"data\":[258,65535]},"
            + "{\"name\":\"IN1\",\"shape\":[1],\"datatype\":\"BOOL\",\"data\":[true]}]}";
    try (RawClient client = door.connect()) {
      RawClient.Response response = client.post(INFER, json);

      assertThat(response.headers()).containsEntry("content-type", "application/octet-stream");
      int length = Integer.parseInt(response.headers().get("inference-header-content-length"));
      assertThat(new String(response.body(), 0, length, StandardCharsets.UTF_8))
          .contains("\"parameters\":{\"binary_data_size\":4}}", "\"data\":[true]");
      assertThat(HexFormat.of().formatHex(tail(response, length))).isEqualTo("0201ffff");
    }
  }

  @Test
  void sendsLargeTensorsFromTheResponsesOwnMemory() throws Exception {
    int count = 300_000;
    ByteBuffer values = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      values.putInt(i);
    }
    String json =
        "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"IN\",\"shape\":[%d],\"datatype\":\"INT32\","
                .formatted(count)
            + "\"parameters\":{\"binary_data_size\":%d}}]}".formatted(4 * count);
    try (RawClient client = door.connect()) {
      for (int i = 0; i < 3; i++) {
        RawClient.Response response = binary(client, json, values.array());
        int length = Integer.parseInt(response.headers().get("inference-header-content-length"));
        assertThat(tail(response, length)).isEqualTo(values.array());
      }
    }
  }

  @Test
  void refusesTensorsThatJsonCannotHold() throws Exception {
    String json =
        "{\"inputs\":[{\"name\":\"IN\",\"shape\":[1],\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%d}}]}";
    try (RawClient client = door.connect()) {
      for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        RawClient.Response response = binary(client, json.formatted("FP32", 4), floats(value));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).contains("'OUT': element 0 is " + value, "binary_data_output");
      }
      assertThat(binary(client, json.formatted("FP16", 2), new byte[2]).text())
          .contains("FP16", "binary_data_output");
      assertThat(
              binary(client, json.formatted("BYTES", 5), HexFormat.of().parseHex("01000000ff"))
                  .text())
          .contains("not UTF-8", "binary_data_output");
      assertThat(
              binary(client, json.formatted("BYTES", 5), HexFormat.of().parseHex("0100000022"))
                  .text())
          .contains("\"data\":[\"\\\"\"]");
      BadRequestsTest.assertNextWorks(client);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "many|''|should be in range",
        "-1|''|should be in range",
        "12x|''|should be in range",
        "99999|''|should be in range",
        "99999999999999999999|''|should be in range",
        "20|''|not valid JSON",
        "json|64|'expecting 60 additional bytes'",
        "json|2|'unexpected additional input data'",
        "json|'\"4\"'|'binary_data_size'",
        "json|-4|'binary_data_size'",
        "json|99999999999|'binary_data_size'",
        "json|'4},\"data\":[1],\"x\":{\"y\":0'|found several",
        "json|'4,\"shared_memory_region\":\"r\"'|both parameters"
      })
  void refusesSizesThatLie(String header, String size, String words) throws Exception {
    String json =
        "{\"inputs\":[{\"name\":\"IN\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":%s}}]}"
            .formatted(size);
    String length = header.equals("json") ? "" + json.length() : header;
    try (RawClient client = door.connect()) {
      RawClient.Response response =
          client.post(INFER, concat(json, floats(1)), "Inference-Header-Content-Length: " + length);
      assertThat(response.text()).contains(words);
      assertThat(response.status()).isIn(400, 404);
      BadRequestsTest.assertNextWorks(client);
    }
  }

  @Test
  void takesBodiesWithoutJsonForModelsOfOneInput() throws Exception {
    try (RawClient client = door.connect()) {
      RawClient.Response response = raw(client, "echo", floats(1, 2, 3));
      assertThat(response.text()).contains("\"shape\":[1,3]");
      int length = Integer.parseInt(response.headers().get("inference-header-content-length"));
      assertThat(tail(response, length)).isEqualTo(floats(1, 2, 3));

      assertThat(raw(client, "fixed", new byte[16]).text()).contains("\"shape\":[2,2]");
      response = raw(client, "text", "héllo".getBytes(StandardCharsets.UTF_8));
      length = Integer.parseInt(response.headers().get("inference-header-content-length"));
      assertThat(tail(response, length))
          .isEqualTo(concat("\u0006\0\0\0", "héllo".getBytes(StandardCharsets.UTF_8)));

      assertThat(raw(client, "fixed", new byte[15]).text()).contains("expected 16 bytes, found 15");
      assertThat(raw(client, "echo", new byte[7]).text()).contains("a multiple of 4 bytes");
      assertThat(raw(client, "two", new byte[8]).text()).contains("has 2 inputs");
      assertThat(raw(client, "nobody", new byte[8]).status()).isEqualTo(404);
      assertThat(client.post(INFER, "").text()).contains("no body");
      BadRequestsTest.assertNextWorks(client);
    }
  }

  private static RawClient.Response raw(RawClient client, String model, byte[] body)
      throws Exception {
    return client.post(
        "/v2/models/" + model + "/infer", body, "inference-header-content-length: 0");
  }

  private static RawClient.Response binary(RawClient client, String json, byte[] data)
      throws Exception {
    return client.post(
        INFER, concat(json, data), "Inference-Header-Content-Length: " + json.length());
  }

  private static byte[] tail(RawClient.Response response, int from) {
    return Arrays.copyOfRange(response.body(), from, response.body().length);
  }

  private static byte[] concat(String head, byte[] tail) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    all.writeBytes(tail);
    return all.toByteArray();
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }
}
