package io.gyre.router.table;

/**
 * Requests on one version over some time, as far as their ends speak for or against the version.
 *
 * @param requests those that the model answered or failed on
 * @param failures those that it failed on
 */
public record Sample(long requests, long failures) {
  /** Before the first request. */
  public static final Sample NONE = new Sample(0, 0);

  /** What has come since {@code earlier}. */
  public Sample since(Sample earlier) {
    return new Sample(requests - earlier.requests, failures - earlier.failures);
  }

  /** The share of failures; 0 where there were no requests. */
  public double errorRate() {
    return requests == 0 ? 0 : (double) failures / requests;
  }
}
