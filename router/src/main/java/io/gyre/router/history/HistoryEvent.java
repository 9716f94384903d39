package io.gyre.router.history;

/**
 * Something that happened to a model.
 *
 * @param at when, as ISO 8601 has it
 * @param model the model's name
 * @param what {@code flip}, {@code end} or {@code failure} for what was seen; {@code load}, {@code
 *     unload}, {@code pin}, {@code rollback}, {@code release} or {@code alias} for what was asked
 * @param asker whose wish it follows from: an address, or {@code registry}
 * @param from the version that was served before; 0 for none
 * @param to the version that is served, or that it is about; 0 for none
 * @param outcome {@code success}, or in words why not, and the verdict
 * @param seconds how long the answer took, of what was asked
 * @param loadSeconds how long the version took to load
 * @param warmUpSeconds how long its first runs took
 * @param validationSeconds how long its check took
 */
public record HistoryEvent(
    String at,
    String model,
    String what,
    String asker,
    long from,
    long to,
    String outcome,
    double seconds,
    double loadSeconds,
    double warmUpSeconds,
    double validationSeconds) {
  /** The asker of what nobody asked for. */
  public static final String REGISTRY = "registry";
}
