package io.gyre.loader.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RepositoryWatchTest {
  @TempDir private Path repository;
  private final Semaphore changes = new Semaphore(0);

  @Test
  void tellsOfNewModelsOfNewVersionsAndOfTheirEnd() throws Exception {
    Files.createDirectories(repository.resolve("m/1"));
    try (RepositoryWatch watch = start()) {
      touchUntilTold(repository.resolve("first"));
      forget();
      Files.move(Files.createDirectory(repository.resolve("aside.tmp")), repository.resolve("m/2"));
      await();
      forget();
      touchUntilTold(repository.resolve("first/1"));
      forget();
      Files.delete(repository.resolve("m/2"));
      await();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void endsQuietlyAndTwice() throws Exception {
    RepositoryWatch watch = start();
    watch.close();
    watch.close();
    Files.createDirectory(repository.resolve("m"));
    assertThat(changes.tryAcquire()).isFalse();
  }

  private RepositoryWatch start() {
    return Objects.requireNonNull(RepositoryWatch.start(repository, changes::release));
  }

  /**
   * Makes folders until one is told of: the first may come before the folder around it is watched.
   */
  private void touchUntilTold(Path folder) throws Exception {
    Files.createDirectories(folder);
    for (int i = 0; !changes.tryAcquire(50, TimeUnit.MILLISECONDS); i++) {
      Files.createDirectory(folder.resolveSibling(folder.getFileName() + "-" + i));
    }
  }

  private void await() throws InterruptedException {
    changes.acquire();
  }

  private void forget() {
    changes.drainPermits();
  }
}
