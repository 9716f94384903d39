package io.gyre.worker.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NicenessTest {
  private static final int NICE_FIELD = 19;

  @Test
  void concernsTheThreadThatGivesWayAlone() throws Exception {
    int usual = nicenessOf(work -> work);
    assertThat(nicenessOf(new Niceness(10)::giveWay)).isEqualTo(Math.min(usual + 10, 19));
    assertThat(nicenessOf(work -> work)).isEqualTo(usual);
  }

  private static int nicenessOf(UnaryOperator<Runnable> priority) throws Exception {
    CompletableFuture<Integer> niceness = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(priority.apply(() -> niceness.completeAsync(NicenessTest::own, Runnable::run)));
    thread.join();
    return niceness.get();
  }

  /** The niceness of the thread that calls. */
  private static int own() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      String afterName = stat.substring(stat.lastIndexOf(')') + 2);
      // The first two fields, the second of which may have spaces, are cut off.
      return Integer.parseInt(afterName.split(" ", -1)[NICE_FIELD - 3]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
