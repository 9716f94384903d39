package io.gyre.bench.load;

/**
 * A request as a wire wrote it, to be sent again and again.
 *
 * @param head its first bytes
 * @param body the rest
 */
public record Call(byte[] head, byte[] body) {}
