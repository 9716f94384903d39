package io.gyre.loader.desired;

import io.gyre.proto.registry.DesiredState;
import java.io.IOException;
import java.nio.file.Path;

/** Where the record is kept. Safe for use by many threads. */
public interface DesiredStore extends AutoCloseable {
  /**
   * The record as it is now; the default where there is none yet.
   *
   * @throws IOException where it can't be read, or isn't understood
   */
  DesiredState read() throws IOException;

  /**
   * Makes one change, while nobody else makes any: the record that {@code change} is given is the
   * newest, and what it gives takes its place at once. May be called for longer than it takes to
   * read and write a small file, as others wait for their turn.
   *
   * @return what {@code change} came to
   * @throws IOException where the record can't be read or written; then it is as it was
   */
  Edit update(Change change) throws IOException;

  /** The folder, there or not, where contents of files that were given to load are kept. */
  Path files();

  /** Forgets what was kept for this process alone. */
  @Override
  void close();

  /** A change of the record. */
  @FunctionalInterface
  interface Change {
    /** What becomes of the record {@code now}. */
    Edit of(DesiredState now) throws IOException;
  }
}
