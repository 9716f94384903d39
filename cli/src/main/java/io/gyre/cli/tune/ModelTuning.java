package io.gyre.cli.tune;

import io.gyre.loader.config.ConfigurationDefaults;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.engine.Engine;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.load.LoadOutcome.LoadFailure;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.load.UnitLoader;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.worker.warmup.TrialRuns;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tunes one version of a model: opens it as often as there are thread counts to try. */
public final class ModelTuning {
  private final Engine engine;
  private final ByteBufAllocator allocator;
  private final int maxRows;
  private final int cores;

  /**
   * @param maxRows largest batch to try of a model whose configuration sets no max_batch_size
   * @param cores how many the candidates may use
   */
  public ModelTuning(Engine engine, ByteBufAllocator allocator, int maxRows, int cores) {
    this.engine = engine;
    this.allocator = allocator;
    this.maxRows = maxRows;
    this.cores = cores;
  }

  /**
   * Tries all candidates.
   *
   * @param time how long the trials may take, loading not counted
   * @throws ModelLoadException where the model can't be loaded, or its inputs can't be made up
   * @throws ExecutionException where it fails on them
   */
  public TuneReport tune(
      ModelEntry model, VersionEntry version, Duration time, TuneProgress progress)
      throws ModelLoadException, ExecutionException, InterruptedException {
    Map<Integer, LoadedUnit> opened = new HashMap<>();
    try {
      LoadedUnit first = open(model, version, 1, opened);
      TrialRuns alone = trials(first);
      List<Candidate> candidates =
          Candidates.of(Math.max(first.configuration().maxBatchSize(), 1), cores).stream()
              .filter(one -> alone.fits(one.rows()))
              .toList();
      Map<Integer, TrialRuns> trials = new HashMap<>();
      for (int threads : Candidates.threads(candidates)) {
        trials.put(threads, trials(open(model, version, threads, opened)));
      }
      long start = System.nanoTime();
      List<Measured> measured;
      try (TrialRunner runner = new TrialRunner(cores)) {
        measured = new Tuner(trials, runner, progress).tune(candidates, time);
      }
      return new TuneReport(
          model.name(),
          version.version(),
          cores,
          (System.nanoTime() - start) / 1e9,
          first.configuration().maxBatchSize(),
          measured,
          Recommendation.of(measured),
          alone.notice().orElse(""));
    } finally {
      opened.values().forEach(LoadedUnit::close);
    }
  }

  private TrialRuns trials(LoadedUnit loaded) throws ModelLoadException {
    return TrialRuns.of(loaded, allocator, System::nanoTime);
  }

  private LoadedUnit open(
      ModelEntry model, VersionEntry version, int threads, Map<Integer, LoadedUnit> opened)
      throws ModelLoadException {
    LoadedUnit known = opened.get(threads);
    if (known != null) {
      return known;
    }
    UnitLoader loader =
        new UnitLoader(List.of(engine), new ConfigurationDefaults(maxRows, threads));
    return switch (loader.load(withThreads(model, threads), version)) {
      case LoadedUnit loaded -> {
        opened.put(threads, loaded);
        yield loaded;
      }
      case LoadFailure(_, String reason, boolean fileAtFault) ->
          throw new ModelLoadException(fileAtFault, reason);
    };
  }

  /** The model with its own count of threads overridden: of a key written twice the last counts. */
  private static ModelEntry withThreads(ModelEntry model, int threads) {
    String text =
        model.configuration().text()
            + "\nparameters { key: \"intra_op_thread_count\" value: { string_value: \""
            + threads
            + "\" } }\n";
    return new ModelEntry(
        model.name(),
        model.directory(),
        ConfigurationFile.parse(model.name(), text),
        model.versions(),
        model.settling(),
        model.problem());
  }
}
