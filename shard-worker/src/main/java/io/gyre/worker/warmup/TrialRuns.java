package io.gyre.worker.warmup;

import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Runs a model on batches of one row again and again, and times the runs. */
public final class TrialRuns {
  private final LoadedUnit loaded;
  private final TrialRow row;
  private final ByteBufAllocator allocator;
  private final LongSupplier nanoTime;
  private final List<String> outputs;

  TrialRuns(LoadedUnit loaded, TrialRow row, ByteBufAllocator allocator, LongSupplier nanoTime) {
    this.loaded = loaded;
    this.row = row;
    this.allocator = allocator;
    this.nanoTime = nanoTime;
    this.outputs =
        loaded.configuration().runOutputs().stream().map(output -> output.tensor().name()).toList();
  }

  /**
   * Trials on the model's first warm-up sample, or on zeros where it has none.
   *
   * @throws ModelLoadException where it has none and its inputs' sizes aren't known
   */
  public static TrialRuns of(LoadedUnit loaded, ByteBufAllocator allocator, LongSupplier nanoTime)
      throws ModelLoadException {
    TrialRow row = TrialRow.of(loaded.configuration());
    if (row.inputs().isEmpty()) {
      throw new ModelLoadException(true, row.notice().orElse("the model has no required input"));
    }
    return new TrialRuns(loaded, row, allocator, nanoTime);
  }

  /** Why real requests may take another time than trials; empty where they shouldn't. */
  public Optional<String> notice() {
    return row.notice();
  }

  /** Whether the inputs of a batch are no larger than what trials may take. */
  public boolean fits(int rows) {
    return row.inputs().stream()
        .allMatch(input -> input.bytes(rows) <= RowData.LARGEST_BATCH_BYTES);
  }

  /** Lays the inputs of a batch ready. */
  public PreparedBatch prepare(int rows) {
    PreparedBatch batch = new PreparedBatch(loaded.model(), outputs);
    boolean prepared = false;
    try {
      boolean batched = loaded.configuration().batches();
      row.inputs().forEach(input -> batch.add(input.batch(rows, batched, allocator)));
      if (rows > 1) {
        batch.copyFirst(allocator);
      }
      prepared = true;
      return batch;
    } finally {
      if (!prepared) {
        batch.close();
      }
    }
  }

  /** Runs a batch that often. */
  void run(int rows, int times) throws ExecutionException {
    try (PreparedBatch batch = prepare(rows)) {
      for (int i = 0; i < times; i++) {
        batch.run();
      }
    }
  }

  /**
   * Runs a batch until that time is over, at least once.
   *
   * @return the mean time of a run in nanoseconds, at least 1
   */
  long time(int rows, long atLeastNanos) throws ExecutionException {
    try (PreparedBatch batch = prepare(rows)) {
      long start = nanoTime.getAsLong();
      long taken;
      int runs = 0;
      do {
        batch.run();
        runs++;
        taken = nanoTime.getAsLong() - start;
      } while (taken < atLeastNanos);
      return Math.max(taken / runs, 1);
    }
  }
}
