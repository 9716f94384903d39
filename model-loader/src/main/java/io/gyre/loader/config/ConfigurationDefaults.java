package io.gyre.loader.config;

/**
 * What holds where a configuration says nothing.
 *
 * @param maxBatchSize largest batch of a model that can batch
 * @param intraOpThreads threads of one run
 * @param largeModelThreads threads of one run of a large model
 */
public record ConfigurationDefaults(int maxBatchSize, int intraOpThreads, int largeModelThreads) {
  /**
   * Size of files from which on a model is large. Below it a run is over before a second thread has
   * woken up.
   */
  static final long LARGE_MODEL_BYTES = 8L << 20;

  public ConfigurationDefaults {
    if (maxBatchSize < 1 || intraOpThreads < 1 || largeModelThreads < 1) {
      throw new IllegalArgumentException(
          "maxBatchSize is "
              + maxBatchSize
              + ", intraOpThreads "
              + intraOpThreads
              + ", largeModelThreads "
              + largeModelThreads
              + ": each at least 1");
    }
  }

  /** Defaults with the same threads for every model. */
  public ConfigurationDefaults(int maxBatchSize, int intraOpThreads) {
    this(maxBatchSize, intraOpThreads, intraOpThreads);
  }

  /** Threads of one run of a model with files of that size. */
  int threads(long fileBytes) {
    return fileBytes < LARGE_MODEL_BYTES ? intraOpThreads : largeModelThreads;
  }
}
