package io.gyre.bench.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.bench.load.ClosedLoop;
import io.gyre.bench.load.GrpcLoop;
import io.gyre.bench.load.HttpLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LimitServersTest {
  private static final byte[] BODY = "{\"outputs\":[]}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESPONSE =
      ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 14\r\n\r\n"
              + "{\"outputs\":[]}")
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  void grpcLoopCountsTheAnswersOfTheBareServer() throws IOException {
    int port = BareGrpcServer.start(BODY);
    try (ClosedLoop loop = new GrpcLoop(port, "any.Service/Method", BODY, BODY.length, 4)) {
      await(() -> loop.answered() >= 100);
      loop.check();
    }
  }

  @Test
  void grpcLoopNamesAnAnswerOfAnotherSize() throws IOException {
    int port = BareGrpcServer.start(BODY);
    try (ClosedLoop loop = new GrpcLoop(port, "any.Service/Method", BODY, 3, 1)) {
      await(() -> failed(loop));
      assertThatThrownBy(loop::check).hasMessageContaining("expected OK and 3 bytes");
    }
  }

  @Test
  void httpLoopCountsTheAnswersOfTheBareServer() {
    int port = BareHttpServer.start(BODY);
    try (ClosedLoop loop = new HttpLoop(port, REQUEST, RESPONSE, 4)) {
      await(() -> loop.answered() >= 100);
      loop.check();
    }
  }

  @Test
  void httpLoopNamesAnUnexpectedAnswer() {
    int port = BareHttpServer.start("{\"outputs\":[1]}".getBytes(StandardCharsets.US_ASCII));
    try (ClosedLoop loop = new HttpLoop(port, REQUEST, RESPONSE, 1)) {
      await(() -> failed(loop));
      assertThatThrownBy(loop::check).hasMessageContaining("[1]");
      assertThat(loop.answered()).isZero();
    }
  }

  private static boolean failed(ClosedLoop loop) {
    try {
      loop.check();
      return false;
    } catch (IllegalStateException _) {
      return true;
    }
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
