package io.gyre.bench.load;

import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.run.AnswerCheck;
import io.gyre.loadtest.run.Load;
import io.gyre.loadtest.run.LoadRun;
import io.gyre.loadtest.run.Request;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.RunSettings;
import io.gyre.loadtest.run.Traffic;
import io.gyre.loadtest.run.Window;
import io.gyre.loadtest.schedule.Arrivals;
import io.gyre.loadtest.schedule.RateSchedule;
import java.time.Duration;
import java.util.List;

/**
 * Requests that leave on a schedule, whatever becomes of those before them.
 *
 * @param wire to the server
 * @param call to send again and again
 * @param rate requests a second
 * @param deadline after which a client gives its request up, from when it was meant to leave
 * @param check of the answers
 */
public record OpenLoop(Wire wire, Call call, double rate, Duration deadline, AnswerCheck check) {
  private static final Duration RUN_UP = Duration.ofMillis(500);
  private static final int CONNECTIONS = 4;
  private static final long SEED = 1;

  /** The same without a look at the answers. */
  public OpenLoop(Wire wire, Call call, double rate, Duration deadline) {
    this(wire, call, rate, deadline, AnswerCheck.NONE);
  }

  /** Sends for a run-up that isn't measured, and then for {@code length}. */
  public RunResult run(Duration length) throws InterruptedException {
    Window window = new Window(RUN_UP.toNanos(), RUN_UP.plus(length).toNanos());
    Load load = new Load.OpenLoop(RateSchedule.constant(rate, Arrivals.POISSON, SEED));
    RunSettings settings =
        new RunSettings(load, window, deadline.toNanos(), deadline.toNanos(), 1, CONNECTIONS);
    Request request = new Request(List.of(call.head()), call.body(), check, 0);
    return new LoadRun(settings, wire, Traffic.of("model", List.of(request)), _ -> {}).run();
  }
}
