package io.gyre.cli.models;

import java.util.List;
import java.util.Map;

/**
 * One version of a model as a running server shows it.
 *
 * @param model the model's name
 * @param version the version; empty where none was ever loaded
 * @param state READY, LOADING, UNLOADING, UNAVAILABLE, or empty where it was never loaded
 * @param memoryBytes native memory that it holds
 * @param memory that memory by its kind: weights, arenas, staging, outputs
 * @param requestsPerSecond requests admitted a second, while it was looked at
 * @param usefulBatchRows rows of the largest useful batch; 0 where it wasn't measured
 * @param reason why it isn't READY
 * @param notice what its owner might do though it serves; empty for nothing
 * @param current whether requests that name no version go there
 * @param names aliases that lead there, and {@code pinned} where it is
 */
public record ServedModel(
    String model,
    String version,
    String state,
    long memoryBytes,
    Map<String, Long> memory,
    double requestsPerSecond,
    int usefulBatchRows,
    String reason,
    String notice,
    boolean current,
    List<String> names) {
  public ServedModel {
    names = List.copyOf(names);
  }
}
