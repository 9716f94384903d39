package io.gyre.loadtest.run;

/** A new request as soon as fewer than a fixed number are under way: a closed loop. */
final class InFlightPace implements Pace {
  private final int most;
  private final long end;

  /**
   * @param most requests under way
   * @param end nanoseconds after which nothing is due
   */
  InFlightPace(int most, long end) {
    this.most = most;
    this.end = end;
  }

  @Override
  public long due(long now, int inFlight) {
    if (now >= end) {
      return OVER;
    }
    return inFlight < most ? now : LATER;
  }

  @Override
  public void advance() {
    // What is due follows from what is under way.
  }
}
