package io.gyre.loader.load;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.engine.EngineModel;

/** What a load ends in. */
public sealed interface LoadOutcome {
  /**
   * A unit ready to run. Whoever receives it owns the model, and closes it after the last run.
   *
   * @param unit which
   * @param configuration its configuration, resolved against the model
   * @param model the open model
   * @param warmUp what its first runs showed
   * @param times how long it took to get there
   */
  record LoadedUnit(
      UnitId unit,
      ModelConfiguration configuration,
      EngineModel model,
      WarmUpReport warmUp,
      LoadTimes times)
      implements LoadOutcome, AutoCloseable {
    /** A unit that has not run yet. */
    public LoadedUnit(UnitId unit, ModelConfiguration configuration, EngineModel model) {
      this(unit, configuration, model, WarmUpReport.NONE, LoadTimes.NONE);
    }

    /** The same unit after its first runs. */
    public LoadedUnit warmedUp(WarmUpReport report) {
      return new LoadedUnit(unit, configuration, model, report, times);
    }

    /** The same unit after so much time. */
    public LoadedUnit after(LoadTimes taken) {
      return new LoadedUnit(unit, configuration, model, warmUp, taken);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /**
   * No unit.
   *
   * @param unit which
   * @param reason what was expected, what was found, and what to do
   * @param fileAtFault whether the files or the configuration are to blame, so that only a change
   *     of them can help
   */
  record LoadFailure(UnitId unit, String reason, boolean fileAtFault) implements LoadOutcome {}
}
