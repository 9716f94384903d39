package io.gyre.loader.desired;

import io.gyre.proto.registry.DesiredState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The record as a file beside the models, in a folder whose name begins with a dot, so that it is
 * no model. Whoever changes it holds the lock of a file next to it, which ends with its process;
 * the new record takes the old one's place by one rename, so that readers need no lock.
 *
 * <p>A process has one store of a directory: locks of files exclude other processes only.
 */
public final class DirectoryStore implements DesiredStore {
  /** Name of the folder within a repository. */
  static final String FOLDER = ".gyre";

  private static final String RECORD = "desired.json";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(1);

  private final Path folder;
  private final LongSupplier nanoTime;

  /** The store of a repository's directory, in which nothing is written before a change. */
  public DirectoryStore(Path repository, LongSupplier nanoTime) {
    this.folder = repository.resolve(FOLDER);
    this.nanoTime = nanoTime;
  }

  @Override
  public DesiredState read() throws IOException {
    Path record = folder.resolve(RECORD);
    try {
      return RecordText.read(Files.readString(record));
    } catch (NoSuchFileException _) {
      return DesiredState.getDefaultInstance();
    } catch (IOException e) {
      throw new IOException(record + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized Edit update(Change change) throws IOException {
    requireFolder();
    try (FileChannel file =
            FileChannel.open(
                folder.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock _ = lock(file)) {
      Edit edit = change.of(read());
      if (edit instanceof Edit.Next(DesiredState next)) {
        write(next);
      }
      return edit;
    }
  }

  /** A link in the folder's place would lead what is written here out of the repository. */
  private void requireFolder() throws IOException {
    if (isFolder()) {
      return;
    }
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!isFolder()) { // else somebody else was faster
        throw e;
      }
    }
  }

  private boolean isFolder() {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /** A process that was stopped in the middle of a change must not stop this one too. */
  private FileLock lock(FileChannel file) throws IOException {
    long end = nanoTime.getAsLong() + PATIENCE.toNanos();
    while (true) {
      FileLock lock = file.tryLock();
      if (lock != null) {
        return lock;
      }
      if (nanoTime.getAsLong() - end > 0) {
        throw new IOException(
            "another process has been changing "
                + folder
                + " for "
                + PATIENCE.toSeconds()
                + " s: see which one has "
                + folder.resolve("lock")
                + " open, and end or continue it");
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
  }

  private void write(DesiredState next) throws IOException {
    Path written = Files.createTempFile(folder, RECORD, ".tmp");
    try {
      Files.writeString(written, RecordText.write(next));
      try (FileChannel file = FileChannel.open(written, StandardOpenOption.WRITE)) {
        file.force(true);
      }
      Files.move(written, folder.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public Path files() {
    return folder.resolve("files");
  }

  @Override
  public void close() {}
}
