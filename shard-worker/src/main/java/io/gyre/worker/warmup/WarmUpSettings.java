package io.gyre.worker.warmup;

import java.time.Duration;

/**
 * What an operator may set of warm-up.
 *
 * @param budget time after which no further run of the server's own begins; zero for none at all
 * @param measuresBatches whether the largest useful batch is measured
 */
public record WarmUpSettings(Duration budget, boolean measuresBatches) {
  /** The settings that hold where an operator says nothing. */
  public static final WarmUpSettings DEFAULT = new WarmUpSettings(Duration.ofMillis(500), true);
}
