package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.load.LoadOutcome;
import io.gyre.loader.load.LoadOutcome.LoadFailure;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.load.LoadTimes;
import io.gyre.loader.load.UnitLoader;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.worker.golden.GoldenCheck;
import io.gyre.worker.golden.GoldenReport;
import io.gyre.worker.warmup.WarmUp;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A load from files to a unit that may serve: opens it, makes its first runs, replays its golden
 * requests. Blocks for as long as that takes.
 */
final class PhasedLoad {
  private static final Logger LOG = LoggerFactory.getLogger(PhasedLoad.class);

  private final UnitLoader loader;
  private final WarmUp warmUp;
  private final GoldenCheck golden;
  private final LongSupplier nanoTime;

  PhasedLoad(UnitLoader loader, WarmUp warmUp, GoldenCheck golden, LongSupplier nanoTime) {
    this.loader = loader;
    this.warmUp = warmUp;
    this.golden = golden;
    this.nanoTime = nanoTime;
  }

  /** Whether the model gets threads of its own, with the priority of the thread that loads it. */
  boolean startsThreads(ModelEntry model, VersionEntry version) {
    return loader.startsThreads(model, version);
  }

  /**
   * Loads a version.
   *
   * @param onOpen learns that it is open, and about to make its first runs
   */
  LoadOutcome run(ModelEntry model, VersionEntry version, Consumer<UnitId> onOpen) {
    long start = nanoTime.getAsLong();
    LoadOutcome opened = open(model, version);
    if (!(opened instanceof LoadedUnit loaded)) {
      return opened;
    }
    long opening = nanoTime.getAsLong() - start;
    onOpen.accept(loaded.unit());
    boolean kept = false;
    try {
      LoadedUnit warm = warm(loaded);
      long warmedUp = nanoTime.getAsLong() - start - opening;
      GoldenReport report = golden.run(warm, goldenFiles(model, version));
      kept = true;
      return warm.after(new LoadTimes(opening, warmedUp, report.requests(), report.nanos()));
    } catch (ModelLoadException e) {
      return new LoadFailure(loaded.unit(), String.valueOf(e.getMessage()), e.fileAtFault());
    } catch (RuntimeException | Error e) {
      LOG.error("{}: its golden requests could not be replayed", loaded.unit(), e);
      return new LoadFailure(
          loaded.unit(), "its golden requests could not be replayed: " + e, false);
    } finally {
      if (!kept) {
        loaded.close();
      }
    }
  }

  private LoadOutcome open(ModelEntry model, VersionEntry version) {
    try {
      return loader.load(model, version);
    } catch (RuntimeException | Error e) {
      LOG.error("{}: the load ended unexpectedly", version.unit(), e);
      return new LoadFailure(version.unit(), "the load failed: " + e, false);
    }
  }

  /** A defect in the server's own runs is no reason not to serve. */
  private LoadedUnit warm(LoadedUnit loaded) throws ModelLoadException {
    try {
      return loaded.warmedUp(warmUp.run(loaded));
    } catch (RuntimeException | Error e) {
      LOG.error("{}: the warm-up ended unexpectedly", loaded.unit(), e);
      return loaded;
    }
  }

  private static SortedMap<String, Path> goldenFiles(ModelEntry model, VersionEntry version) {
    SortedMap<String, Path> files = new TreeMap<>();
    version.goldenFiles().forEach(path -> files.put(path, model.directory().resolve(path)));
    return files;
  }
}
