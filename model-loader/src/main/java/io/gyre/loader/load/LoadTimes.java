package io.gyre.loader.load;

/**
 * How long the phases of a load took, in nanoseconds.
 *
 * @param opening checking the files and opening them
 * @param warmUp the first runs
 * @param goldenRequests golden requests that were answered as expected
 * @param golden their replay
 */
public record LoadTimes(long opening, long warmUp, int goldenRequests, long golden) {
  /** Of a load that nobody timed. */
  public static final LoadTimes NONE = new LoadTimes(0, 0, 0, 0);
}
