package io.gyre.router.table;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts how requests on one version end: answered, or failed by the model's own run. Refusals that
 * are the client's or the load's doing speak neither for nor against a version. Safe for use by
 * many threads; it outlives routing tables.
 */
public final class Tally {
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** Counts one request's end. */
  public void count(Outcome outcome) {
    switch (outcome) {
      case InferenceResponse _ -> answered.increment();
      case Refusal refusal -> {
        if (refusal.reason() == Refusal.Reason.EXECUTION_FAILED) {
          failed.increment();
        }
      }
    }
  }

  /** All that was counted so far. */
  public Sample sample() {
    long failures = failed.sum();
    return new Sample(answered.sum() + failures, failures);
  }
}
