package io.gyre.loader.desired;

/**
 * A version that is not to be served while there is another.
 *
 * @param version its number
 * @param revision the content that the verdict is about
 * @param reason what it did
 */
public record CondemnedVersion(long version, String revision, String reason) {}
