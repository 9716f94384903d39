package io.gyre.loadtest.run;

import java.util.List;

/**
 * What a run measured.
 *
 * @param window which part of it was measured
 * @param measured all of it
 * @param models each model's part of that
 * @param intervals one after the other, about a second each
 * @param use what the generators took from the machine while they measured
 * @param verdict whether the generators kept up
 */
public record RunResult(
    Window window,
    Measured measured,
    List<ModelResult> models,
    List<Interval> intervals,
    ThreadUse use,
    Verdict verdict) {
  public RunResult {
    models = List.copyOf(models);
    intervals = List.copyOf(intervals);
  }

  /** The run as one of its models saw it. */
  public RunResult ofModel(int index) {
    return new RunResult(
        window, models.get(index).measured(), List.of(models.get(index)), intervals, use, verdict);
  }

  /** Good answers per second, by the time at which they came. */
  public double rate() {
    return measured.answeredInTime() / window.seconds();
  }

  /** Requests per second that were meant to leave. */
  public double offeredRate() {
    return measured.scheduled() / window.seconds();
  }

  /** Heap bytes that the generators allocated for a request; 0 where there was none. */
  public double bytesPerRequest() {
    long requests = measured.scheduled();
    return requests == 0 ? 0 : (double) use.allocatedBytes() / requests;
  }
}
