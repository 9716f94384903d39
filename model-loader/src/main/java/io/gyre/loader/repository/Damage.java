package io.gyre.loader.repository;

/**
 * A version whose files aren't as its checksums say, as long as they look the same.
 *
 * @param stamps how its files look
 * @param problem what is wrong
 */
record Damage(VersionStamps stamps, String problem) {}
