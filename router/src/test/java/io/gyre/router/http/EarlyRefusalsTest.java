package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Requests that are refused before they reach the inference service, which learns of them. */
class EarlyRefusalsTest {
  private static final int LIMIT = 4096;
  private static final HttpLimits LIMITS =
      new HttpLimits(LIMIT, 8192, 8, Duration.ofSeconds(30), Duration.ofSeconds(600));

  static final List<Arguments> REFUSED =
      List.of(
          refused("GET /v2/models/echo/infer HTTP/9\r\n\r\n", 400, ": INVALID_ARGUMENT"),
          refused("GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n", 414, ": TOO_LARGE"),
          refused("GET /v3/models HTTP/1.1\r\n\r\n", 404, ": NOT_FOUND"),
          refused("DELETE /v2/models/m/infer HTTP/1.1\r\n\r\n", 405, "m: UNSUPPORTED"),
          refused(post("m", "", "Transfer-Encoding: br"), 501, "m: UNSUPPORTED"),
          refused(post("m", "", "Content-Length: 99999"), 413, "m: TOO_LARGE"),
          refused(post("m", "{}", "Content-Length: 2"), 400, "m: INVALID_ARGUMENT"),
          refused(
              post("m", "{}", "Content-Length: 2", "Content-Encoding: gzip"),
              400,
              "m: INVALID_ARGUMENT"),
          refused(
              post("m", "{}", "Content-Length: 2", "Content-Encoding: lzma"),
              501,
              "m: UNSUPPORTED"),
          refused(
              post("m", chunk(3000) + chunk(3000) + "0\r\n\r\n", "Transfer-Encoding: chunked"),
              413,
              "m: TOO_LARGE"));

  @ParameterizedTest
  @FieldSource("REFUSED")
  void areNotedOnceByReason(String request, int status, String noted) throws Exception {
    try (TestDoor door = new TestDoor(LIMITS);
        RawClient client = door.connect()) {
      client.send(request);
      assertThat(client.read().status()).isEqualTo(status);
      assertThat(door.service.refused).containsExactly(noted);
    }
  }

  @Test
  void areNoneWhereTheServiceItselfRefuses() throws Exception {
    try (TestDoor door = new TestDoor(LIMITS);
        RawClient client = door.connect()) {
      assertThat(client.post("/v2/models/nobody/infer", HttpFrontDoorTest.FOUR).status())
          .isEqualTo(404);
      assertThat(client.get("/v2/models/nobody").status()).isEqualTo(404);
      assertThat(door.service.refused).isEmpty();
    }
  }

  private static String post(String model, String body, String... headers) {
    return "POST /v2/models/"
        + model
        + "/infer HTTP/1.1\r\nHost: x\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n"
        + body;
  }

  private static String chunk(int size) {
    return Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n";
  }

  private static Arguments refused(String request, int status, String noted) {
    return Arguments.of(request, status, noted);
  }
}
