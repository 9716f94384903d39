package io.gyre.router.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JsonAccessLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
  private static final Refusal REFUSAL = Refusal.of(Reason.NOT_FOUND, "no \"m\"\n");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void writesOneJsonObjectForEachRequest() {
    try (JsonAccessLog log = new JsonAccessLog(bytes, CLOCK, 10)) {
      log.ended(header("m"), null, REFUSAL, 0, 1_234_567);
      log.ended(header("n"), null, REFUSAL, 2, 0);
    }
    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly(
            "{\"time\":\"2026-01-02T03:04:05Z\",\"model\":\"m\",\"version\":\"7\",\"id\":\"i\","
                + "\"outcome\":\"not_found\",\"message\":\"no \\\"m\\\"\\n\",\"worker\":\"\","
                + "\"attempts\":0,\"milliseconds\":1.234}",
            "{\"time\":\"2026-01-02T03:04:05Z\",\"model\":\"n\",\"version\":\"7\",\"id\":\"i\","
                + "\"outcome\":\"not_found\",\"message\":\"no \\\"m\\\"\\n\",\"worker\":\"\","
                + "\"attempts\":2,\"milliseconds\":0.0}");
  }

  @Test
  void saysHowManyLinesItDroppedWhenTheDiskStood() throws InterruptedException {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    OutputStream standing =
        new OutputStream() {
          @Override
          public void write(int b) {
            bytes.write(b);
          }

          @Override
          public void flush() {
            writing.countDown();
            awaitUninterrupted(released);
          }
        };
    try (JsonAccessLog log = new JsonAccessLog(standing, CLOCK, 2)) {
      log.ended(header("first"), null, REFUSAL, 0, 0);
      writing.await();
      for (int i = 0; i < 5; i++) {
        log.ended(header("later"), null, REFUSAL, 0, 0);
      }
      released.countDown();
    }
    assertThat(bytes.toString(UTF_8).lines())
        .hasSize(4)
        .last()
        .asString()
        .contains("\"dropped\":3");
  }

  @Test
  void cutsWhatAClientMadeTooLong() {
    try (JsonAccessLog log = new JsonAccessLog(bytes, CLOCK, 10)) {
      log.ended(header("m".repeat(1_000_000)), null, REFUSAL, 0, 0);
    }
    assertThat(bytes.size()).isLessThan(1000);
  }

  private static RequestHeader header(String model) {
    return new RequestHeader(model, VersionChoice.of(7), "i", Map.of());
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
