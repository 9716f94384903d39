package io.gyre.loadtest.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.client.Failure.Kind;
import io.gyre.loadtest.client.OneCall;
import io.gyre.loadtest.server.RawServer;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** Names each way in which an HTTP/2 connection or stream can end too early. */
class GrpcFaultsTest {
  private static final byte[] HEADER_BLOCK = {(byte) 0x83};
  private static final byte[] REQUEST = new byte[16];

  @Test
  void aGoAwayIsNamedByItsCode() {
    assertThat(
            failure(socket ->
                RawServer.write(socket, frame(7, 0, new byte[] {0, 0, 0, 0, 0, 0, 0, 0xb}))))
        .isEqualTo(lost("GOAWAY ENHANCE_YOUR_CALM"));
  }

  @Test
  void aStreamThatIsResetIsNamedByItsCode() {
    assertThat(failure(socket -> RawServer.write(socket, frame(3, 1, new byte[] {0, 0, 0, 2}))))
        .isEqualTo(lost("RST_STREAM INTERNAL_ERROR"));
    assertThat(failure(socket -> RawServer.write(socket, frame(3, 1, new byte[] {0, 0, 0, 99}))))
        .isEqualTo(lost("RST_STREAM 99"));
  }

  @Test
  void aConnectionThatIsResetOrClosedIsToldApart() {
    assertThat(failure(RawServer::reset)).isEqualTo(lost("reset"));
    assertThat(failure(socket -> {})).isEqualTo(lost("closed by the server"));
  }

  @Test
  void bytesThatAreNoFramesAreSo() {
    assertThat(
            failure(socket -> {
              RawServer.write(socket, frame(4, 1, new byte[5]));
              socket.getInputStream().readAllBytes();
            }))
        .isEqualTo(lost("no HTTP/2 answer"));
  }

  private static byte[] frame(int type, int stream, byte[] payload) {
    byte[] frame = new byte[9 + payload.length];
    frame[2] = (byte) payload.length;
    frame[3] = (byte) type;
    frame[8] = (byte) stream;
    System.arraycopy(payload, 0, frame, 9, payload.length);
    return frame;
  }

  private static Failure lost(String code) {
    return new Failure(Kind.CONNECTION_LOST, code);
  }

  private static Failure failure(RawServer.Script fault) {
    RawServer.Script script =
        (Socket socket) -> {
          RawServer.untilHttp2Request(socket);
          fault.play(socket);
        };
    try (RawServer server = new RawServer(script)) {
      OneCall.Result result =
          OneCall.send(
              ends -> new GrpcClient(server.address(), true, 1, 1, ends), HEADER_BLOCK, REQUEST);
      return ((OneCall.Result.Failed) result).failure();
    }
  }
}
