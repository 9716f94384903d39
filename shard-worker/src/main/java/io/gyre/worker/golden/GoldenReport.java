package io.gyre.worker.golden;

/**
 * What a replay of golden requests came to that passed.
 *
 * @param requests how many were answered as expected
 * @param nanos time that it took
 */
public record GoldenReport(int requests, long nanos) {
  /** Of a version without golden requests. */
  public static final GoldenReport NONE = new GoldenReport(0, 0);
}
