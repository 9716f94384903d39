package io.gyre.loader.desired;

import io.gyre.proto.registry.DesiredState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record in memory, for one process and until its end. Contents of files lie in a temporary
 * folder, which goes with it.
 */
public final class MemoryStore implements DesiredStore {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryStore.class);

  private final Path files;
  private DesiredState state;

  /** A store that begins with {@code state}. */
  public MemoryStore(DesiredState state) throws IOException {
    this.state = state;
    this.files = Files.createTempDirectory("gyre-files-");
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
    return files;
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(files)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("{} could not be deleted: {}", files, e.toString());
    }
  }
}
