package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Throws damaged requests at the door: each is answered without a server error or ends its
 * connection.
 */
class MutatedRequestsTest {
  private static final int REQUESTS = Integer.getInteger("gyre.fuzz.http", 3000);
  private static final long SEED = Long.getLong("gyre.fuzz.seed", 20_261_122L);
  private static final String[] DICTIONARY = {
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\u0000",
    "\\ud800",
    "1e999",
    "-0",
    "NaN",
    "null",
    "true",
    "\"data\"",
    "\"shape\"",
    "\"parameters\":{\"binary_data_size\":4}",
    "9999999999999999999999",
    "\r\n",
    "Content-Length: 3\r\n",
    "Transfer-Encoding: chunked\r\n",
    "FP64",
    "BYTES",
    "BOOL"
  };
  private static final byte[][] SEEDS = {
    RawClient.request(
        "POST", "/v2/models/echo/infer", HttpFrontDoorTest.FOUR.getBytes(StandardCharsets.UTF_8)),
    RawClient.request(
        "POST",
        "/v2/models/other-thread/infer",
        ("{\"id\":\"a\",\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"IN\",\"datatype\":\"BYTES\","
                + "\"data\":[[\"a\",\"\\u00e9\"]],\"shape\":[1,2]}]}")
            .getBytes(StandardCharsets.UTF_8),
        "Accept-Encoding: gzip"),
    RawClient.request(
        "POST",
        "/v2/models/echo/infer",
        ("{\"inputs\":[{\"name\":\"IN\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":4}}]}"
                + "abcd")
            .getBytes(StandardCharsets.UTF_8),
        "Inference-Header-Content-Length: 91"),
    RawClient.request(
        "POST", "/v2/repository/index", "{\"ready\":true}".getBytes(StandardCharsets.UTF_8)),
    "GET /v2/models/%65cho/config HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8)
  };

  @Test
  void survivesDamagedRequests() throws Exception {
    try (TestDoor door = new TestDoor(HttpLimits.DEFAULT.withRequestBytes(1 << 16))) {
      Random random = new Random(SEED);
      for (int i = 0; i < REQUESTS; i++) {
        byte[] request = SEEDS[random.nextInt(SEEDS.length)];
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
          request = mutated(request, random);
        }
        assertHarmless(door, request);
        if (i % 200 == 0) {
          try (RawClient client = door.connect()) {
            BadRequestsTest.assertNextWorks(client);
          }
        }
      }
    }
  }

  private static void assertHarmless(TestDoor door, byte[] request) throws IOException {
    try (RawClient client = door.connect()) {
      client.send(request);
      client.endOutput();
      try {
        RawClient.Response response = client.read();
        assertThat(response.status())
            .as(() -> new String(request, StandardCharsets.ISO_8859_1) + "\n" + response.text())
            .isNotEqualTo(500);
      } catch (EOFException | java.net.SocketException e) {
        // The request was cut short, so the server saw its client leave.
      }
    }
  }

  private static byte[] mutated(byte[] request, Random random) {
    if (request.length < 2) {
      return request;
    }
    int at = random.nextInt(request.length);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(request, at);
      case 1 -> {
        byte[] flipped = request.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 2 -> spliced(request, at, at, new byte[] {(byte) random.nextInt(256)});
      case 3 -> {
        byte[] word =
            DICTIONARY[random.nextInt(DICTIONARY.length)].getBytes(StandardCharsets.UTF_8);
        yield spliced(request, at, at, word);
      }
      case 4 ->
          spliced(request, at, Math.min(request.length, at + random.nextInt(20)), new byte[0]);
      default -> {
        int from = random.nextInt(request.length);
        byte[] piece =
            Arrays.copyOfRange(request, from, Math.min(request.length, from + random.nextInt(40)));
        yield spliced(request, at, at, piece);
      }
    };
  }

  private static byte[] spliced(byte[] request, int from, int to, byte[] piece) {
    byte[] result = new byte[request.length - (to - from) + piece.length];
    System.arraycopy(request, 0, result, 0, from);
    System.arraycopy(piece, 0, result, from, piece.length);
    System.arraycopy(request, to, result, from + piece.length, request.length - to);
    return result;
  }
}
