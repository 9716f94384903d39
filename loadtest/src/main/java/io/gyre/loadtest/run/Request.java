package io.gyre.loadtest.run;

/**
 * A request that is ready to be sent, as often as wanted.
 *
 * @param bytes as the wire wrote them
 * @param check of its answers
 */
public record Request(byte[] bytes, AnswerCheck check) {}
