package io.gyre.loadtest.run;

/**
 * How a run goes.
 *
 * @param load what decides when requests leave
 * @param window which part of the run is measured
 * @param timeoutNanos after which a request is given up, from its intended send time
 * @param mostLagNanos by which the generator may send late, but for one request in a hundred
 * @param threads generators, each on a thread of its own
 * @param connections at most, of all generators together
 */
public record RunSettings(
    Load load, Window window, long timeoutNanos, long mostLagNanos, int threads, int connections) {
  // What a server that stalls for a second lets pile up at 60,000 requests a second.
  private static final int OPEN_LOOP_SLOTS = 1 << 16;

  public RunSettings {
    int most = load instanceof Load.ClosedLoop(int inFlight) ? inFlight : Integer.MAX_VALUE;
    if (threads < 1 || threads > Math.min(connections, most)) {
      throw new IllegalArgumentException("each thread needs a connection and a request");
    }
  }

  /** Requests under way at most, for each generator. */
  int slots() {
    return load instanceof Load.ClosedLoop(int inFlight) ? inFlight : OPEN_LOOP_SLOTS;
  }

  /** Connections of the generator with this index. */
  int connections(int index) {
    return share(connections, index);
  }

  /** What sets the pace of the generator with this index. */
  Pace pace(int index) {
    return switch (load) {
      case Load.OpenLoop(var schedule) ->
          new SchedulePace(schedule.sendTimes(), index, threads, window.toNanos());
      case Load.ClosedLoop(int inFlight) ->
          new InFlightPace(share(inFlight, index), window.toNanos());
    };
  }

  private int share(int whole, int index) {
    return whole / threads + (index < whole % threads ? 1 : 0);
  }
}
