package io.gyre.inference.request;

/**
 * One inference request on its way through router and worker.
 *
 * <p>The front door that built it owns the memory behind {@code body}, and releases it after the
 * answer has been delivered; until then every attempt may read it, and nobody after.
 *
 * @param header what routing needs
 * @param body the inputs
 * @param deadline when the client stops waiting
 * @param cancellation whether it already has
 * @param arrived when the request was admitted, on the clock of {@link System#nanoTime()}
 */
public record InferenceRequest(
    RequestHeader header,
    RequestBody body,
    Deadline deadline,
    Cancellation cancellation,
    long arrived) {}
