package io.gyre.router.metrics;

/** Figures of the requests that a version got. */
public interface RequestFigures {
  /** Requests that were pinned to the version since it was first served. */
  long requests(String model, long version);

  /**
   * Nanoseconds that so many of the version's latest requests didn't exceed; 0 where fewer than
   * {@code least} are known.
   *
   * @param share from 0 to 1
   */
  long latency(String model, long version, double share, int least);
}
