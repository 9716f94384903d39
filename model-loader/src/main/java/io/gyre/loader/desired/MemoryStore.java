package io.gyre.loader.desired;

import io.gyre.loader.temporary.TemporaryFolder;
import io.gyre.proto.registry.DesiredState;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The record in memory, for one process and until its end. Contents of files lie in a temporary
 * folder, which goes with it.
 */
public final class MemoryStore implements DesiredStore {
  private final TemporaryFolder files;
  private DesiredState state;

  /** A store that begins with {@code state}. */
  public MemoryStore(DesiredState state) throws IOException {
    this.state = state;
    this.files = new TemporaryFolder("gyre-files-");
  }

  @Override
  public synchronized DesiredState read() {
    return state;
  }

  @Override
  public synchronized Edit update(Change change) throws IOException {
    Edit edit = change.of(state);
    if (edit instanceof Edit.Next(DesiredState next)) {
      state = next;
    }
    return edit;
  }

  @Override
  public Path files() {
    return files.path();
  }

  @Override
  public void close() {
    files.close();
  }
}
