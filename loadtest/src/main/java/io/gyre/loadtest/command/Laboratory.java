package io.gyre.loadtest.command;

import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.report.LiveLine;
import io.gyre.loadtest.report.Measurement;
import io.gyre.loadtest.run.Load;
import io.gyre.loadtest.run.LoadRun;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.RunSettings;
import io.gyre.loadtest.run.Traffic;
import io.gyre.loadtest.run.Window;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Measures one load after the other with the same requests, and shows on a terminal how it goes.
 *
 * @param settings of the runs for a load
 * @param wire to the target
 * @param traffic to send
 * @param runs for each load
 * @param err where progress goes
 */
record Laboratory(
    Function<Load, RunSettings> settings, Wire wire, Traffic traffic, int runs, PrintWriter err) {
  private static final Window ROUGHLY = new Window(1_000_000_000, 2_000_000_000);

  /** Measures {@code load}. */
  Measurement measure(Load load) throws InterruptedException {
    RunSettings asked = settings.apply(load);
    List<RunResult> results = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      results.add(run(asked));
    }
    return new Measurement(asked, results);
  }

  /**
   * The rate that a server comes to where each of {@code inFlight} clients waits for its answer;
   * roughly, within two seconds.
   */
  double roughRate(int inFlight) throws InterruptedException {
    RunSettings asked = settings.apply(new Load.ClosedLoop(inFlight));
    RunSettings brief =
        new RunSettings(
            asked.load(),
            ROUGHLY,
            asked.timeoutNanos(),
            asked.mostLagNanos(),
            asked.threads(),
            asked.connections());
    return run(brief).rate();
  }

  /** Says something while measuring goes on. */
  void say(String line) {
    err.println(line);
    err.flush();
  }

  private RunResult run(RunSettings asked) throws InterruptedException {
    if (!Boolean.getBoolean("gyre.terminal")) {
      return new LoadRun(asked, wire, traffic, second -> {}).run();
    }
    LiveLine live = new LiveLine(err, asked.window());
    try {
      return new LoadRun(asked, wire, traffic, live).run();
    } finally {
      live.clear();
    }
  }
}
