package io.gyre.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueueAdmissionTest {
  private static final long MILLISECOND = 1_000_000;
  private static final long FOR_EVER = Long.MAX_VALUE;
  private static final QueueSettings LIMITS =
      new QueueSettings(0, 100, 1_000, Duration.ofMillis(50), 16);

  /** Rows that wait, while runs of ten in 10 ms follow each other and the next begins in 5 ms. */
  private static QueueAdmission.Load load(long rows, long bytes) {
    return new QueueAdmission.Load(
        rows, 1_000, rows, bytes, rows / 10 * 10 * MILLISECOND, 5 * MILLISECOND, 10 * MILLISECOND);
  }

  private static QueueAdmission.Load unmeasured(long rows) {
    return new QueueAdmission.Load(rows, 1_000, rows, rows, 0, 0, 0);
  }

  private static @Nullable Refusal refusal(QueueAdmission.Load load, long leftMillis) {
    return new QueueAdmission(QueueSettings.DEFAULTS)
        .refusal(load, leftMillis == FOR_EVER ? FOR_EVER : leftMillis * MILLISECOND);
  }

  @Test
  void requestIsLetInThatIsAnsweredBeforeItsDeadline() {
    assertThat(refusal(load(20, 0), 55)).isNull();
    Refusal late = Objects.requireNonNull(refusal(load(20, 0), 54));
    assertThat(late.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(late.message()).contains("55 ms", "54 ms left");
    assertThat(late.retryAfterNanos()).isEqualTo(MILLISECOND);
  }

  @Test
  void whatFitsIntoTheNextExecutionWaitsForThatAlone() {
    assertThat(refusal(load(9, 0), 15)).isNull();
    assertThat(refusal(load(9, 0), 14)).isNotNull();
    assertThat(refusal(load(10, 0), 15)).isNotNull();
  }

  @Test
  void requestWithoutDeadlineMayWaitForEver() {
    assertThat(refusal(load(999, 0), FOR_EVER)).isNull();
  }

  @Test
  void nothingIsRefusedBeforeAnythingIsMeasured() {
    assertThat(refusal(unmeasured(500), 1)).isNull();
  }

  @Test
  void requestThatNothingWaitsBeforeMeasuresAgain() {
    QueueAdmission admission = new QueueAdmission(LIMITS);
    QueueAdmission.Load stuck =
        new QueueAdmission.Load(0, 1_000, 0, 5_000, 0, FOR_EVER / 4, FOR_EVER / 4);
    assertThat(admission.refusal(stuck, 1)).isNull();
  }

  @Test
  void limitsHoldWithoutDeadlinesToo() {
    QueueAdmission admission = new QueueAdmission(LIMITS);
    assertThat(admission.refusal(load(49, 999), FOR_EVER)).isNull();
    assertRefused(admission.refusal(load(50, 999), FOR_EVER), "models.max-queue-time 50 ms");
    assertRefused(admission.refusal(load(49, 1_000), FOR_EVER), "models.max-queue-bytes 1000");
    assertThat(admission.refusal(unmeasured(99), FOR_EVER)).isNull();
    assertRefused(admission.refusal(unmeasured(100), FOR_EVER), "models.max-queue-rows 100");
    assertRefused(refusal(unmeasured(1_000), FOR_EVER), "raise max_queue_size");
  }

  private static void assertRefused(@Nullable Refusal refusal, String text) {
    Refusal full = Objects.requireNonNull(refusal);
    assertThat(full.reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(full.message()).startsWith("Exceeds maximum queue size").contains(text);
    assertThat(full.retryAfterNanos()).isPositive();
  }
}
