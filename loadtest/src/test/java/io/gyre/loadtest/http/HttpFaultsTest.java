package io.gyre.loadtest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.client.Failure.Kind;
import io.gyre.loadtest.client.OneCall;
import io.gyre.loadtest.server.RawServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Names each way in which an HTTP connection can end before its answer. */
class HttpFaultsTest {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void aConnectionThatIsResetOrClosedIsToldApart() {
    assertThat(failure(RawServer::reset)).isEqualTo(lost("reset"));
    assertThat(failure(socket -> {})).isEqualTo(lost("closed by the server"));
  }

  @Test
  void halfAnAnswerIsNone() {
    assertThat(failure(socket -> answer(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal")))
        .isEqualTo(lost("closed by the server"));
  }

  @Test
  void anotherProtocolIsSo() {
    assertThat(failure(socket -> answer(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n")))
        .isEqualTo(lost("no HTTP answer"));
  }

  @Test
  void anErrorIsNamedByItsStatus() {
    assertThat(failure(socket -> answer(socket, "HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n")))
        .isEqualTo(new Failure(Kind.REFUSED_BY_SERVER, "HTTP 429"));
  }

  private static void answer(Socket socket, String text) throws IOException {
    RawServer.write(socket, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Failure lost(String code) {
    return new Failure(Kind.CONNECTION_LOST, code);
  }

  private static Failure failure(RawServer.Script fault) {
    RawServer.Script script =
        socket -> {
          RawServer.untilHttpRequest(socket);
          fault.play(socket);
        };
    try (RawServer server = new RawServer(script)) {
      OneCall.Result result =
          OneCall.send(
              ends -> new HttpClient(server.address(), true, 1, 1, ends), REQUEST, new byte[0]);
      return ((OneCall.Result.Failed) result).failure();
    }
  }
}
