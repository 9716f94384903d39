package io.gyre.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.address.Target;
import io.gyre.loadtest.address.Target.Transport;
import io.gyre.loadtest.client.CallOptions;
import io.gyre.loadtest.client.ModelName;
import io.gyre.loadtest.client.OneCall;
import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.grpc.GrpcWire;
import io.gyre.loadtest.http.HttpWire;
import io.gyre.loadtest.http.HttpWire.Encoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LimitServersTest {
  private static final byte[] BODY = "{\"outputs\":[]}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = {0, 0, 0, 0, 2, 7, 7};
  private static final byte[] REQUEST =
      "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nbody"
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  void bareGrpcServerAnswersAnyCallWithItsBytes() throws IOException {
    Wire wire = new GrpcWire(target(Transport.GRPC, BareGrpcServer.start(BODY)));
    byte[] head = wire.head(new ModelName("any", ""), CallOptions.NONE);
    assertThat(answer(wire, head, MESSAGE)).isEqualTo(BODY);
  }

  @Test
  void bareHttpServerAnswersAnyRequestWithItsBytes() {
    assertThat(answer(http(BareHttpServer.start(BODY, true)), REQUEST, new byte[0]))
        .isEqualTo(BODY);
  }

  @Test
  void bareSinkAnswersAnyRequestWithItsBytes() {
    assertThat(answer(http(BareHttpServer.start(BODY, false)), REQUEST, new byte[0]))
        .isEqualTo(BODY);
  }

  private static Wire http(int port) {
    return new HttpWire(target(Transport.HTTP, port), Encoding.JSON);
  }

  private static Target target(Transport transport, int port) {
    return new Target(transport, "127.0.0.1", port);
  }

  private static byte[] answer(Wire wire, byte[] head, byte[] body) {
    return switch (OneCall.send(ends -> wire.open(true, 1, 1, ends), head, body)) {
      case OneCall.Result.Answered(byte[] answer) -> answer;
      case OneCall.Result.Failed failed -> throw new AssertionError(failed);
    };
  }
}
