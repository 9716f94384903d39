package io.gyre.loadtest.run;

/** What sets the pace of one generator: a schedule, or the answers. Times are from the start. */
interface Pace {
  /** The time after which no request is due. */
  long OVER = Long.MAX_VALUE;

  /** Not before an answer comes. */
  long LATER = Long.MAX_VALUE - 1;

  /**
   * When the next request is due: {@code now} or earlier, or a later time, or {@link #LATER}, or
   * {@link #OVER}.
   *
   * @param inFlight requests under way
   */
  long due(long now, int inFlight);

  /** Goes on to the request after the one that was due. */
  void advance();
}
