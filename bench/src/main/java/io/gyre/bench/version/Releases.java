package io.gyre.bench.version;

import io.gyre.bench.model.BenchModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongFunction;

/**
 * Publishes a model's versions, one after the other, as a registry does: each is written aside and
 * renamed to its place, and the oldest is deleted.
 */
public final class Releases {
  private static final int KEPT = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(5);

  private final Path model;
  private final LongFunction<BenchModel> versions;
  private final AnswerJudge judge;
  private long last;

  /**
   * @param model the model's folder
   * @param versions makes a version
   * @param judge sees the answers
   * @param last the newest version that is there
   */
  public Releases(Path model, LongFunction<BenchModel> versions, AnswerJudge judge, long last) {
    this.model = model;
    this.versions = versions;
    this.judge = judge;
    this.last = last;
  }

  /** How many versions there were so far. */
  public long last() {
    return last;
  }

  /** Publishes the next version and waits until it answers. */
  public void next() throws IOException, InterruptedException {
    publish(model, last + 1, versions.apply(last + 1));
    last++;
    delete(model.resolve(Long.toString(last - KEPT)));
    await();
  }

  /** Puts a version of a model in its place. */
  public static void publish(Path model, long version, BenchModel made) throws IOException {
    Path aside = Files.createDirectories(model.resolve(version + ".tmp"));
    Path file = Files.write(aside.resolve("model.onnx"), made.file());
    FileTime before = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
    Files.setLastModifiedTime(file, before);
    Files.setLastModifiedTime(aside, before);
    Files.move(aside, model.resolve(Long.toString(version)), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void delete(Path version) throws IOException {
    if (Files.exists(version)) {
      Files.delete(version.resolve("model.onnx"));
      Files.delete(version);
    }
  }

  private void await() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (judge.newest() < last) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "version %d of %s doesn't answer %d s after it was put in its place; the last that did is %d"
                .formatted(last, model.getFileName(), PATIENCE.toSeconds(), judge.newest()));
      }
      Thread.sleep(LOOK);
    }
  }
}
