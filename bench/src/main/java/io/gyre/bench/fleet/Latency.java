package io.gyre.bench.fleet;

/** Response times of workers that are queues of one server, with random arrivals and services. */
final class Latency {
  /** Of a worker busier than this, the time is as long as of one that is just so busy. */
  private static final double BUSIEST = 0.99;

  private static final double PRECISION = 1e-3;

  private Latency() {}

  /**
   * The time that a share of all requests takes longer than, in mean service times.
   *
   * @param loads the load of each worker, 1 for one that is busy all the time
   * @param share such as 0.01 for the 99th percentile
   */
  static double exceeded(double[] loads, double share) {
    double shortest = 0;
    double longest = -Math.log(share) / (1 - BUSIEST);
    while (longest - shortest > PRECISION * Math.max(longest, 1)) {
      double middle = (shortest + longest) / 2;
      if (longer(loads, middle) > share) {
        shortest = middle;
      } else {
        longest = middle;
      }
    }
    return longest;
  }

  /** The share of requests that take longer than {@code time}. */
  private static double longer(double[] loads, double time) {
    double all = 0;
    double longer = 0;
    for (double load : loads) {
      all += load;
      longer += load * Math.exp(-(1 - Math.min(load, BUSIEST)) * time);
    }
    return all == 0 ? 0 : longer / all;
  }
}
