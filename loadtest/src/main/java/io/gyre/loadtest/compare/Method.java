package io.gyre.loadtest.compare;

/** How the confidence intervals of a load's changes come about. */
public enum Method {
  OVER_RUNS("95 % intervals from how runs differ (Welch's t interval)"),
  WITHIN_RUNS(
      "95 % intervals from how the seconds of runs differ (block bootstrap); fewer than 3 runs on"
          + " a side don't tell how runs differ, so ask for --runs 5"),
  NONE("no intervals: too short; the figures alone decide, so measure for 10 s or longer");

  private final String sentence;

  Method(String sentence) {
    this.sentence = sentence;
  }

  /** The method in words. */
  public String sentence() {
    return sentence;
  }
}
