package io.gyre.worker.warmup;

import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.WarmUpSample;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.load.WarmUpReport;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first runs of a model, made before it serves because they are slower than later ones: those
 * that its configuration asks for; then, as far as a budget goes, the largest batch, 1, the
 * preferred sizes and the powers of two; then the same sizes timed, to find the largest useful
 * batch. The server's own runs are of the first sample's rows, or of zeros where there is none and
 * the inputs' sizes are known.
 */
public final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private final WarmUpSettings settings;
  private final ByteBufAllocator allocator;
  private final LongSupplier nanoTime;

  public WarmUp(WarmUpSettings settings, ByteBufAllocator allocator, LongSupplier nanoTime) {
    this.settings = settings;
    this.allocator = allocator;
    this.nanoTime = nanoTime;
  }

  /**
   * Makes the first runs on the calling thread.
   *
   * @throws ModelLoadException where a configured sample can't be run; what the server makes up may
   *     fail, and is no reason not to serve
   */
  public WarmUpReport run(LoadedUnit loaded) throws ModelLoadException {
    ModelConfiguration configuration = loaded.configuration();
    for (WarmUpSample sample : configuration.warmUp()) {
      runSample(loaded, sample);
    }
    TrialRow row = TrialRow.of(configuration);
    return row.inputs().isEmpty() || settings.budget().isZero()
        ? new WarmUpReport(OptionalInt.empty(), row.notice(), 0)
        : ownRuns(loaded, new TrialRuns(loaded, row, allocator, nanoTime));
  }

  private void runSample(LoadedUnit loaded, WarmUpSample sample) throws ModelLoadException {
    TrialRow row = TrialRow.of(loaded.configuration(), sample);
    try {
      new TrialRuns(loaded, row, allocator, nanoTime).run(sample.rows(), sample.count());
    } catch (ExecutionException | ArithmeticException | OutOfMemoryError e) {
      throw failed(sample, String.valueOf(e.getMessage()));
    }
  }

  private static ModelLoadException failed(WarmUpSample sample, String why) {
    return new ModelLoadException(
        true,
        "model_warmup \""
            + sample.name()
            + "\" (batch_size "
            + sample.rows()
            + "): expected a request that the model answers, found that it fails: "
            + why
            + "; correct the sample's inputs, or remove it");
  }

  /** The server's own runs. One that fails ends them. */
  private WarmUpReport ownRuns(LoadedUnit loaded, TrialRuns trial) {
    long end = nanoTime.getAsLong() + settings.budget().toNanos();
    long oneRow = 0;
    try {
      List<Integer> warm = new ArrayList<>();
      for (int rows : BatchSizes.toWarm(loaded.configuration())) {
        if (nanoTime.getAsLong() - end >= 0) {
          break;
        }
        if (trial.fits(rows)) {
          if (rows == 1) {
            oneRow = trial.time(1, 0);
          } else {
            trial.run(rows, 1);
          }
          warm.add(rows);
        }
      }
      OptionalInt useful =
          trial.notice().isEmpty() ? measure(loaded, trial, warm, end) : OptionalInt.empty();
      return new WarmUpReport(useful, trial.notice(), oneRow);
    } catch (ExecutionException e) {
      return new WarmUpReport(
          OptionalInt.empty(),
          Optional.of(TrialRow.refused(String.valueOf(e.getMessage()))),
          oneRow);
    }
  }

  private OptionalInt measure(LoadedUnit loaded, TrialRuns trial, List<Integer> sizes, long end)
      throws ExecutionException {
    boolean together = loaded.configuration().dynamicBatching().isPresent();
    if (!settings.measuresBatches() || !together || sizes.size() < 2) {
      return OptionalInt.empty();
    }
    List<Integer> ascending = sizes.stream().sorted().toList();
    OptionalInt useful = new BatchMeasurement(trial, nanoTime).usefulRows(ascending, end);
    if (useful.isEmpty()) {
      LOG.info(
          "{}: {} ms of warm-up don't suffice to measure its largest useful batch",
          loaded.unit(),
          settings.budget().toMillis());
    }
    // Where the best is the largest that could be tried, larger ones may be better still.
    int largest = ascending.getLast();
    boolean triedAll = largest >= loaded.configuration().maxBatchSize();
    return useful.stream().filter(rows -> triedAll || rows < largest).findFirst();
  }
}
