package io.gyre.router.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is wrong with a request before its body matters. */
class HttpSyntaxTest {
  private static final String FOUR = HttpFrontDoorTest.FOUR;
  private static final String INFER = "/v2/models/echo/infer";

  private TestDoor door;

  @BeforeEach
  void open() throws Exception {
    door =
        new TestDoor(new HttpLimits(4096, 2048, 4, Duration.ofSeconds(30), Duration.ofMinutes(1)));
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void answersUnknownPathsWithNotFound() throws Exception {
    try (RawClient client = door.connect()) {
      for (String path :
          new String[] {
            "/",
            "/v1",
            "/v2/",
            "/v2/nothing",
            "/v2/models",
            "/v2/models//ready",
            "/V2",
            "/v2//models/echo",
            "/v2/models/echo/",
            "/v2/models/echo/inference",
            "/metrics",
            "/v2/models/echo/versions",
            "/v2/models/echo/versions/",
            "/v2/models/echo/versions/-1",
            "/v2/models/echo/versions/1x",
            "/v2/models/echo/versions/99999999999999999999"
          }) {
        RawClient.Response response = client.get(path);
        assertThat(response.status()).as(path).isEqualTo(404);
        assertThat(response.text()).contains("{\"error\":\"Not Found");
      }
      BadRequestsTest.assertNextWorks(client);
    }
  }

  @Test
  void answersWrongMethodsWithThoseThatWork() throws Exception {
    try (RawClient client = door.connect()) {
      for (String method : new String[] {"GET", "PUT", "DELETE", "OPTIONS", "BREW"}) {
        client.send(RawClient.request(method, INFER, FOUR.getBytes("UTF-8")));
        RawClient.Response response = client.read();
        assertThat(response.status()).as(method).isEqualTo(405);
        assertThat(response.headers()).containsEntry("allow", "POST");
      }
      client.send("HEAD /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readHead().status()).isEqualTo(405);
      BadRequestsTest.assertNextWorks(client);
    }
  }

  @Test
  void endsConnectionsWhoseBodiesHaveAnUnknownEnd() throws Exception {
    String body = "%x\r\n%s\r\n0\r\n\r\n".formatted(FOUR.length(), FOUR);
    for (String framing :
        new String[] {"xchunked", "gzip, chunked", "chunked\r\nTransfer-Encoding: identity"}) {
      try (RawClient client = door.connect()) {
        client.send(
            "POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: %s\r\n\r\n%s"
                .formatted(INFER, framing, body));
        RawClient.Response response = client.read();
        assertThat(response.status()).as(framing).isEqualTo(501);
        assertThat(response.text()).contains("Transfer-Encoding", "chunked");
        assertThat(response.headers()).containsEntry("connection", "close");
      }
    }
    try (RawClient client = door.connect()) {
      client.send(
          "POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n%s"
              .formatted(INFER, body));
      assertThat(client.read().status()).isEqualTo(200);
      BadRequestsTest.assertNextWorks(client);
    }
  }

  @Test
  void refusesLargeBodiesAndReadsOn() throws Exception {
    try (RawClient client = door.connect()) {
      RawClient.Response response = client.post(INFER, " ".repeat(5000));
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.text()).contains("4096", "limits.request-bytes");
      BadRequestsTest.assertNextWorks(client);

      client.send("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("1000\r\n" + " ".repeat(4096) + "\r\n");
      client.send("10\r\n" + " ".repeat(16) + "\r\n0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(413);
      BadRequestsTest.assertNextWorks(client);
    }
  }

  @Test
  void endsConnectionsThatAnnounceFarTooMuch() throws Exception {
    try (RawClient client = door.connect()) {
      client.send("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n");
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.headers()).containsEntry("connection", "close");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void endsConnectionsWhoseRefusedBodyNeverEnds() throws Exception {
    try (RawClient client = door.connect()) {
      client.send("POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(404);
      for (int i = 0; i < 3; i++) {
        client.send("1000\r\n" + " ".repeat(4096) + "\r\n");
      }
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void tellsClientsToSendTheirBodyOrNot() throws Exception {
    try (RawClient client = door.connect()) {
      String head =
          "POST %s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n";
      client.send(head.formatted(INFER, FOUR.length()));
      assertThat(client.readHead().status()).isEqualTo(100);
      client.send(FOUR);
      assertThat(client.read().status()).isEqualTo(200);

      client.send(head.formatted(INFER, 5000));
      RawClient.Response refused = client.read();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(client.isClosed()).isTrue();
    }
    try (RawClient client = door.connect()) {
      assertThat(client.post(INFER, FOUR, "Expect: miracles").status()).isEqualTo(417);
      BadRequestsTest.assertNextWorks(client);
    }
  }

  @Test
  void answersMalformedHttpAndCloses() throws Exception {
    for (String bytes :
        new String[] {
          "nonsense\r\n\r\n",
          "GET /v2 HTTP/9.9.9\r\n\r\n",
          "POST " + INFER + " HTTP/1.1\r\nContent-Length: abc\r\n\r\n{}",
          "POST " + INFER + " HTTP/1.1\r\nContent-Length: -1\r\n\r\n{}",
          "POST " + INFER + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "GET /v2 HTTP/1.1\r\nbad header\r\n\r\n",
          "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n"
        }) {
      try (RawClient client = door.connect()) {
        client.send(bytes);
        RawClient.Response response = client.read();
        assertThat(response.status()).as(bytes).isEqualTo(400);
        assertThat(response.text()).contains("not valid HTTP/1.1");
        assertThat(client.isClosed()).isTrue();
      }
    }
  }

  @Test
  void refusesLongLinesAndHeaders() throws Exception {
    try (RawClient client = door.connect()) {
      assertThat(client.get("/v2/" + "x".repeat(10_000)).status()).isEqualTo(414);
    }
    try (RawClient client = door.connect()) {
      client.send("GET /v2 HTTP/1.1\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(431);
    }
  }

  @Test
  void readsChunkedBodies() throws Exception {
    try (RawClient client = door.connect()) {
      client.send("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (String piece : FOUR.split("(?<=,)")) {
        client.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
      }
      client.send("0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      BadRequestsTest.assertNextWorks(client);
    }
  }

  @Test
  void keepsConnectionsAsTheirVersionSays() throws Exception {
    try (RawClient client = door.connect()) {
      client.send("GET /v2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.read().headers()).containsEntry("connection", "keep-alive");
      client.send("GET /v2 HTTP/1.0\r\n\r\n");
      assertThat(client.read().headers()).containsEntry("connection", "close");
      assertThat(client.isClosed()).isTrue();
    }
    try (RawClient client = door.connect()) {
      assertThat(client.post(INFER, FOUR, "Connection: close").status()).isEqualTo(200);
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void takesAbsoluteTargetsAndLeavesQueriesAlone() throws Exception {
    try (RawClient client = door.connect()) {
      assertThat(client.get("http://x/v2/health/live?verbose").status()).isEqualTo(200);
      assertThat(client.get("/v2/models/%zz").text()).contains("'%zz' is not found");
      assertThat(client.get("/v2/models/a+b").text()).contains("'a+b' is not found");
      assertThat(client.get("/v2/models/%C3%A9").text()).contains("'é' is not found");
      assertThat(client.get("/v2/models/a%2Fready").text()).contains("'a/ready' is not found");
    }
  }
}
