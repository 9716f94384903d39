package io.gyre.worker.warmup;

import io.gyre.loader.engine.ExecutionException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Times batches of growing sizes, each size once a round, so that a busy moment of the machine
 * spoils a round and not a size.
 */
final class BatchMeasurement {
  private static final int ROUNDS = 7;
  private static final int FEWEST_ROUNDS = 3;

  /** Short runs are made again for as long as this, as a clock tells little of one. */
  private static final long SLICE_NANOS = 200_000;

  private final TrialRuns trial;
  private final LongSupplier nanoTime;

  BatchMeasurement(TrialRuns trial, LongSupplier nanoTime) {
    this.trial = trial;
    this.nanoTime = nanoTime;
  }

  /**
   * Rows of the largest useful batch; empty where the time doesn't suffice to tell.
   *
   * @param sizes ascending, not empty
   * @param end when to be done, in nanoseconds of the clock
   */
  OptionalInt usefulRows(List<Integer> sizes, long end) throws ExecutionException {
    List<BatchTime> times = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < sizes.size(); i++) {
        if (nanoTime.getAsLong() - end >= 0) {
          return round < FEWEST_ROUNDS
              ? OptionalInt.empty()
              : OptionalInt.of(UsefulBatch.of(times));
        }
        long nanos = trial.time(sizes.get(i), SLICE_NANOS);
        if (round == 0) {
          times.add(new BatchTime(sizes.get(i), nanos));
        } else {
          times.set(i, times.get(i).or(nanos));
        }
      }
    }
    return OptionalInt.of(UsefulBatch.of(times));
  }
}
