package io.gyre.loadtest.client;

import java.util.List;

/**
 * What a request tells the server beside its inputs.
 *
 * @param affinityKey sent as the header {@code affinity-key}; empty for none
 * @param priority sent as the parameter {@code priority}; 0 for none
 * @param deadlineNanos the time that the server is given; 0 for none. gRPC has a header for it,
 *     over HTTP it is the parameter {@code timeout}
 * @param outputs the names of those to be answered; none for all
 */
public record CallOptions(
    String affinityKey, long priority, long deadlineNanos, List<String> outputs) {
  /** Nothing. */
  public static final CallOptions NONE = new CallOptions("", 0, 0);

  public CallOptions {
    outputs = List.copyOf(outputs);
  }

  /** Options of a request that asks for all outputs. */
  public CallOptions(String affinityKey, long priority, long deadlineNanos) {
    this(affinityKey, priority, deadlineNanos, List.of());
  }

  /** These options with an affinity key. */
  public CallOptions withAffinityKey(String key) {
    return new CallOptions(key, priority, deadlineNanos, outputs);
  }

  /** The deadline in microseconds, rounded up. */
  public long deadlineMicros() {
    return (deadlineNanos + 999) / 1000;
  }
}
