package io.gyre.loader.config;

/**
 * What holds where a configuration says nothing.
 *
 * @param maxBatchSize largest batch of a model that can batch
 * @param intraOpThreads threads of one run
 */
public record ConfigurationDefaults(int maxBatchSize, int intraOpThreads) {
  public ConfigurationDefaults {
    if (maxBatchSize < 1 || intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "maxBatchSize is "
              + maxBatchSize
              + ", intraOpThreads "
              + intraOpThreads
              + ": both at least 1");
    }
  }
}
