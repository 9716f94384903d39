package io.gyre.cli.models;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One version of a model as a running server shows it.
 *
 * @param model the model's name
 * @param version the version; empty where none was ever loaded
 * @param state READY, LOADING, UNLOADING, UNAVAILABLE, or empty where it was never loaded
 * @param memoryBytes native memory that it holds, where the server says
 * @param requestsPerSecond requests answered in the last second, where it serves
 * @param reason why it isn't READY
 */
public record ServedModel(
    String model,
    String version,
    String state,
    OptionalLong memoryBytes,
    OptionalDouble requestsPerSecond,
    String reason) {}
