package io.gyre.cli.tune;

import java.util.List;

/**
 * What a tuning found.
 *
 * @param model the model's name
 * @param version the version that was tried
 * @param cores cores of the machine
 * @param seconds how long it took
 * @param maxBatchSize the model's largest batch; 0 where it doesn't batch
 * @param measured every candidate, the best first
 * @param recommendation what to run it with
 * @param notice what limits the figures; empty for nothing
 */
public record TuneReport(
    String model,
    long version,
    int cores,
    double seconds,
    int maxBatchSize,
    List<Measured> measured,
    Recommendation recommendation,
    String notice) {
  public TuneReport {
    measured = List.copyOf(measured);
  }

  /** The lines of {@code config.pbtxt} that follow from it. */
  public String configuration() {
    Candidate choice = recommendation.choice().candidate();
    StringBuilder lines = new StringBuilder();
    if (maxBatchSize > 0) {
      lines.append("max_batch_size: ").append(maxBatchSize).append('\n');
      lines
          .append("dynamic_batching { preferred_batch_size: [ ")
          .append(choice.rows())
          .append(" ] }\n");
    }
    lines
        .append("instance_group [ { kind: KIND_CPU count: ")
        .append(choice.instances())
        .append(" } ]\n");
    lines
        .append("parameters { key: \"intra_op_thread_count\" value: { string_value: \"")
        .append(choice.threads())
        .append("\" } }\n");
    return lines.toString();
  }
}
