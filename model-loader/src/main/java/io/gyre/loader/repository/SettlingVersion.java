package io.gyre.loader.repository;

import java.time.Instant;

/**
 * A version whose files were changing not long ago, and that is not offered in that form yet.
 *
 * @param version the version's number
 * @param stamps how its files look
 * @param since when they were first seen to look so
 */
public record SettlingVersion(long version, VersionStamps stamps, Instant since) {}
