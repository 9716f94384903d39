package io.gyre.cli.models;

/**
 * One version of a model as a running server shows it.
 *
 * @param model the model's name
 * @param version the version; empty where none was ever loaded
 * @param state READY, LOADING, UNLOADING, UNAVAILABLE, or empty where it was never loaded
 * @param memoryBytes native memory that it holds
 * @param requestsPerSecond requests admitted a second, while it was looked at
 * @param reason why it isn't READY
 */
public record ServedModel(
    String model,
    String version,
    String state,
    long memoryBytes,
    double requestsPerSecond,
    String reason) {}
