package io.gyre.loader.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells as soon as something in a repository's folder or a model's changes, as far as the system
 * says so. What it doesn't tell, such as changes within a version or on another machine, is left to
 * polling. Owns its thread and its descriptor.
 */
public final class RepositoryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RepositoryWatch.class);

  /** The system's own limit is shared by all its processes. */
  private static final int MOST_FOLDERS = 16_384;

  private static final WatchEvent.Kind<?>[] KINDS = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };

  private final Path repository;
  private final Runnable onChange;
  private final WatchService service;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private boolean limited;

  private RepositoryWatch(Path repository, Runnable onChange, WatchService service) {
    this.repository = repository;
    this.onChange = onChange;
    this.service = service;
  }

  /**
   * Begins to watch, where the system can.
   *
   * @param onChange runs on a thread of the watch's own, for many changes at once
   * @return what ends it; null where the system can't watch
   */
  public static @Nullable RepositoryWatch start(Path repository, Runnable onChange) {
    try {
      WatchService service = repository.getFileSystem().newWatchService();
      RepositoryWatch watch = new RepositoryWatch(repository, onChange, service);
      Thread.ofPlatform().daemon().name("gyre-watch").start(watch::run);
      return watch;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.info(
          "Repository {} is polled only, as it can't be watched: {}", repository, e.toString());
      return null;
    }
  }

  private void run() {
    try {
      follow();
      while (true) {
        WatchKey key = service.take();
        key.pollEvents();
        boolean isOfRepository = key.equals(keys.get(repository));
        if (!key.reset()) {
          keys.values().remove(key);
        }
        if (isOfRepository) {
          follow();
        }
        onChange.run();
      }
    } catch (ClosedWatchServiceException _) {
      // The end.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Watches the folders that aren't yet. */
  private void follow() {
    add(repository);
    try (Stream<Path> children = Files.list(repository)) {
      children
          .filter(RepositoryNames::isModel)
          .filter(child -> !keys.containsKey(child) && Files.isDirectory(child))
          .forEach(this::add);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("repository {} can't be listed", repository, e);
    }
  }

  private void add(Path folder) {
    WatchKey known = keys.get(folder);
    if (limited || known != null && known.isValid()) {
      return;
    }
    try {
      if (keys.size() >= MOST_FOLDERS) {
        throw new IOException("more than " + MOST_FOLDERS + " models");
      }
      keys.put(folder, folder.register(service, KINDS));
    } catch (IOException e) {
      limited = Files.isDirectory(folder);
      if (limited) {
        LOG.info(
            "{} folders of the repository are watched, the others are polled only: {}",
            keys.size(),
            e.toString());
      }
    }
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      LOG.warn("The watch of the repository can't be closed", e);
    }
  }
}
