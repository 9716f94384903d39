package io.gyre.loader.desired;

import io.gyre.proto.registry.DesiredState;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of one registry. Where the registry can't be written, a process that has it alone
 * keeps the record in memory from the first change on, and says so; one of several refuses changes.
 */
public final class DesiredRegistry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DesiredRegistry.class);

  private final boolean alone;
  private DesiredStore store;
  private DesiredState last = DesiredState.getDefaultInstance();
  private Optional<String> problem = Optional.empty();
  private Optional<String> notKept = Optional.empty();

  /**
   * @param store where the record is kept
   * @param alone whether no other process serves from the registry
   */
  public DesiredRegistry(DesiredStore store, boolean alone) {
    this.store = store;
    this.alone = alone;
  }

  /** The record; that of the last time where it can't be read. */
  public synchronized DesiredState read() {
    try {
      last = store.read();
      problem = Optional.empty();
    } catch (IOException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    return last;
  }

  /** Why the record couldn't be read the last time; empty where it could. */
  public synchronized Optional<String> problem() {
    return problem;
  }

  /** Why changes are kept in memory alone; empty where they are kept in the registry. */
  public synchronized Optional<String> notKept() {
    return notKept;
  }

  /** Where contents of files that are given to load are kept. */
  public synchronized GivenFiles files() {
    return new GivenFiles(store.files());
  }

  /**
   * Makes a change.
   *
   * @throws IOException where it can be kept nowhere
   */
  public synchronized Edit update(DesiredStore.Change change) throws IOException {
    DesiredState before = store.read();
    try {
      return store.update(change);
    } catch (IOException e) {
      if (!alone || notKept.isPresent()) {
        throw e;
      }
      LOG.warn(
          "The registry can't be written ({}): what is asked for is kept in memory, and is forgotten"
              + " at the end of this process",
          e.toString());
      store = new MemoryStore(before);
      notKept = Optional.of("kept in memory alone, as the registry can't be written: " + e);
      return store.update(change);
    }
  }

  @Override
  public synchronized void close() {
    store.close();
  }
}
