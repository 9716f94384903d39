package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every mistake gets its code and words that help, and the next request on the same connection
 * works.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestsTest {
  private static final String FOUR = HttpFrontDoorTest.FOUR;

  static final List<Arguments> BODIES =
      List.of(
          bad("   ", "expected a JSON object"),
          bad(FOUR.substring(0, FOUR.length() - 3), "not valid JSON", "line 1"),
          bad(FOUR + "x", "not valid JSON"),
          bad(FOUR + "{}", "expected the end of the body"),
          bad(FOUR + "\0", "not valid JSON"),
          bad("\uFEFF" + FOUR, "byte order mark"),
          bad("[]", "expected a JSON object with 'inputs', found a list"),
          bad("null", "found null"),
          bad("{}", "expected the member 'inputs'"),
          bad("{\"inputs\":null}", "'inputs' of the request to be a list, found null"),
          bad("{\"inputs\":[5]}", "inputs[0] to be an object, found 5"),
          bad("{\"id\":7}", "'id' of the request to be a text, found 7"),
          bad("{\"id\":\"\\ud800\"}", "half of a surrogate pair"),
          bad("{\"id\":\"a\",\"id\":\"b\"}", "'id' twice"),
          bad("{\"inputs\":[],\"inputs\":[]}", "'inputs' twice"),
          bad(input("\"name\":\"IN\",\"name\":\"IN\""), "'name' twice"),
          bad("{\"parameters\":[]}", "'parameters' of the request to be an object"),
          bad("{\"parameters\":{\"n\":null}}", "'n' of the request's parameters", "found null"),
          bad("{\"parameters\":{\"n\":[1]}}", "'n' of the request's parameters", "found a list"),
          bad("{\"parameters\":{\"n\":1,\"n\":2}}", "'n' twice"),
          bad("{\"parameters\":{\"n\":1e999}}", "'n' of the request's parameters"),
          bad("{\"parameters\":{\"priority\":\"1\"}}", "'priority'", "integer from 0"),
          bad("{\"parameters\":{\"timeout\":-1}}", "'timeout'", "found -1"),
          bad("{\"parameters\":{\"sequence_start\":1}}", "'sequence_start'", "true or false"),
          bad("{\"parameters\":{\"sequence_id\":true}}", "'sequence_id'"),
          bad("{\"parameters\":{\"binary_data_output\":\"yes\"}}", "'binary_data_output'"),
          bad("{\"parameters\":{\"triton_x\":1}}", "reserved"),
          bad("{\"outputs\":\"OUT\"}", "'outputs' of the request to be a list"),
          bad("{\"outputs\":[{}]}", "outputs[0]", "'name'"),
          bad(output("\"classification\":-1"), "'classification'", "found -1"),
          bad(output("\"classification\":\"3\""), "'classification'", "found the text '3'"),
          bad(output("\"binary_data\":\"true\""), "'binary_data'", "true or false"),
          bad(input("\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]"), "inputs[0]", "'name'"),
          bad(input("\"name\":\"IN\",\"datatype\":\"FP32\",\"data\":[1]"), "'IN'", "'shape'"),
          bad(input("\"name\":\"IN\",\"shape\":[1],\"data\":[1]"), "'IN'", "'datatype'"),
          bad(input("\"name\":\"IN\",\"shape\":[1],\"datatype\":\"FP32\""), "found none"),
          bad(values("INT31", "[1]", "[1]"), "invalid datatype for input 'IN'", "'INT31'"),
          bad(values("FP32", "[-1]", "[1]"), "shape[0]", "found -1"),
          bad(values("FP32", "[1.0]", "[1]"), "shape[0]", "found 1.0"),
          bad(values("FP32", "[\"1\"]", "[1]"), "shape[0]", "the text '1'"),
          bad(values("FP32", "[4294967296,4294967296]", "[1]"), "64-bit"),
          bad(values("INT32", "[1,1099511627776]", "[1]"), "1099511627776 values", "fewer"),
          bad(values("FP32", "[1,4]", "[1,2,3]"), "3 values in a list of 4"),
          bad(values("FP32", "[1,4]", "[1,2,3,4,5]"), "more than 4"),
          bad(values("FP32", "[2,2]", "[[1,2,3],[4]]"), "more than 2"),
          bad(values("FP32", "[2,3]", "[[1,2],[3,4],[5,6]]"), "2 values in a list of 3"),
          bad(values("FP32", "[2,1]", "[[1],2]"), "data[1][0]", "a list"),
          bad(values("FP32", "[1,2]", "[[[1],[2]]]"), "data[0][0]", "found a list"),
          bad(values("FP32", "[1]", "[[1]]"), "found a list"),
          bad(values("FP32", "[1]", "5"), "'data' of input 'IN' to be a list, found 5"),
          bad(values("FP32", "[1]", "[\"1.5\"]"), "data[0]", "a number (FP32)", "'1.5'"),
          bad(values("FP32", "[1]", "[true]"), "data[0]"),
          bad(values("FP32", "[1]", "[{}]"), "found an object"),
          bad(values("FP32", "[1]", "[NaN]"), "Non-standard token 'NaN'"),
          bad(values("FP32", "[1]", "[-Infinity]"), "not valid JSON"),
          bad(values("FP32", "[1]", "[1e39]"), "FP32 can hold", "found 1e39"),
          bad(values("FP64", "[1]", "[1e999]"), "FP64 can hold"),
          bad(values("FP32", "[1]", "[+1]"), "not valid JSON"),
          bad(values("FP32", "[1]", "[01]"), "not valid JSON"),
          bad(values("FP32", "[1]", "[.5]"), "not valid JSON"),
          bad(values("FP32", "[1]", "[1.]"), "not valid JSON"),
          bad(values("FP32", "[1]", "[0x10]"), "not valid JSON"),
          bad(values("FP64", "[1]", "[" + "9".repeat(100_000) + "]"), "not valid JSON"),
          bad(values("FP16", "[1]", "[1.0]"), "FP16", "binary data"),
          bad(values("BF16", "[1]", "[1.0]"), "BF16", "binary data"),
          bad(values("BOOL", "[1]", "[1]"), "true or false"),
          bad(values("BYTES", "[1]", "[5]"), "a text (BYTES)"),
          bad(values("BYTES", "[1]", "[\"\\ud800\"]"), "surrogate"),
          bad(values("BYTES", "[1]", "[\"\\x41\"]"), "not valid JSON"),
          bad(values("INT8", "[2]", "[0,128]"), "data[1]", "-128 to 127", "found 128"),
          bad(values("INT16", "[1]", "[-32769]"), "-32768 to 32767"),
          bad(values("INT32", "[1]", "[2147483648]"), "found 2147483648"),
          bad(values("INT32", "[1]", "[1.0]"), "an integer", "found 1.0"),
          bad(values("INT32", "[1]", "[1e2]"), "an integer", "found 1e2"),
          bad(values("INT32", "[1]", "[null]"), "found null"),
          bad(values("INT64", "[1]", "[9223372036854775808]"), "9223372036854775807"),
          bad(values("INT64", "[1]", "[123456789012345678901234567890]"), "INT64"),
          bad(values("UINT8", "[1]", "[256]"), "0 to 255"),
          bad(values("UINT16", "[1]", "[-1]"), "0 to 65535"),
          bad(values("UINT32", "[1]", "[4294967296]"), "0 to 4294967295"),
          bad(values("UINT64", "[1]", "[-1]"), "0 to 18446744073709551615"),
          bad(values("UINT64", "[1]", "[18446744073709551616]"), "18446744073709551615"),
          bad(nested(1000), "data[0][0]", "found a list"),
          bad(nested(100_000), "data[0][0]", "found a list"),
          bad("{\"x\":" + "[".repeat(100_000), "nesting"),
          bad("{\"x\":" + "{\"a\":".repeat(100_000), "nesting"));

  static final List<Arguments> BYTES =
      List.of(
          Arguments.of("invalid UTF-8", hex("7b2278223a22ff227d"), "not UTF-8"),
          Arguments.of("overlong UTF-8", hex("7b2278223a22c080227d"), "not UTF-8"),
          Arguments.of("a surrogate in UTF-8", hex("7b2278223a22eda080227d"), "not UTF-8"),
          Arguments.of("UTF-16", FOUR.getBytes(StandardCharsets.UTF_16LE), "0x00 at offset 1"),
          Arguments.of("UTF-16 with mark", FOUR.getBytes(StandardCharsets.UTF_16), "0xFE"),
          Arguments.of(
              "UTF-32", FOUR.getBytes(java.nio.charset.Charset.forName("UTF-32")), "0x00"));

  private TestDoor door;

  @BeforeAll
  void open() throws Exception {
    door = new TestDoor();
  }

  @AfterAll
  void close() {
    door.close();
  }

  @ParameterizedTest(name = "{index}")
  @FieldSource("BODIES")
  void refusesABody(String body, String[] words) throws Exception {
    try (RawClient client = door.connect()) {
      RawClient.Response response = client.post("/v2/models/echo/infer", body);

      assertThat(response.text()).contains(words).startsWith("{\"error\":\"");
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.headers()).containsEntry("content-type", "application/json");
      assertNextWorks(client);
    }
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("BYTES")
  void refusesOtherEncodings(String name, byte[] body, String words) throws Exception {
    try (RawClient client = door.connect()) {
      RawClient.Response response = client.post("/v2/models/echo/infer", body);

      assertThat(response.text()).contains(words);
      assertThat(response.status()).isEqualTo(400);
      assertNextWorks(client);
    }
  }

  static void assertNextWorks(RawClient client) throws Exception {
    assertThat(client.post("/v2/models/echo/infer", FOUR).status()).isEqualTo(200);
  }

  static String values(String datatype, String shape, String data) {
    return input(
        "\"name\":\"IN\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s"
            .formatted(shape, datatype, data));
  }

  private static String nested(int depth) {
    return values("INT32", "[1,1]", "[".repeat(depth) + "1" + "]".repeat(depth));
  }

  private static String input(String members) {
    return "{\"inputs\":[{" + members + "}]}";
  }

  private static String output(String parameters) {
    return "{\"outputs\":[{\"name\":\"OUT\",\"parameters\":{" + parameters + "}}]}";
  }

  private static Arguments bad(String body, String... words) {
    return Arguments.of(body, words);
  }

  private static byte[] hex(String digits) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(HexFormat.of().parseHex(digits));
    return bytes.toByteArray();
  }
}
