package io.gyre.loader.repository;

/**
 * A file of a version.
 *
 * @param path path relative to the model's folder, with {@code /} between names
 * @param stamp what the file system said of it when it was read
 * @param digest SHA-256 of its bytes, in hex
 */
public record FileEntry(String path, FileStamp stamp, String digest) {}
