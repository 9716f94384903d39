package io.gyre.loader.repository;

import java.time.Instant;
import java.util.SortedMap;

/**
 * A version whose files were changing not long ago, and that is not offered in that form yet.
 *
 * @param version the version's number
 * @param stamps what the file system said of each file and folder, by path
 * @param since when they were first seen so
 */
public record SettlingVersion(long version, SortedMap<String, FileStamp> stamps, Instant since) {}
