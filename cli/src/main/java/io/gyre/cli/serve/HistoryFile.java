package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.router.history.History;
import io.gyre.router.history.HistoryEvent;
import io.gyre.router.history.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The history of models as a file in the server's data directory: one event a line, in JSON. A
 * thread of its own writes, and halves the file when it has twice as many events as are remembered.
 */
final class HistoryFile implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);
  private static final String NAME = "history.jsonl";
  private static final long LONGEST_END_SECONDS = 10;

  private final Path file;
  private final int most;
  private final JsonMapper json = new JsonMapper();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("gyre-history").factory(),
          new ThreadPoolExecutor.DiscardPolicy());
  private final Deque<String> lines = new ArrayDeque<>();
  private int written;

  private HistoryFile(Path file, int most, List<String> lines) {
    this.file = file;
    this.most = most;
    this.lines.addAll(lines);
    this.written = 2 * most; // the first event is written with all, after a line that was cut short
  }

  /** The journal that the settings ask for. */
  static Journal open(Settings settings) throws StartException {
    Path folder = settings.get(Keys.DATA_PATH).orElse(null);
    if (folder == null) {
      return Journal.NONE;
    }
    try {
      return open(folder, History.MOST);
    } catch (IOException e) {
      throw new StartException(
          "can't use %s, which %s names, as the data directory: %s"
              .formatted(folder, Keys.DATA_PATH.path(), e));
    }
  }

  /** The journal of a data directory, which is made where it isn't there. */
  static HistoryFile open(Path folder, int most) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(NAME);
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException _) {
      lines = List.of();
    }
    if (!Files.isWritable(folder)) {
      throw new IOException("this user may not write there");
    }
    return new HistoryFile(
        file, most, lines.subList(Math.max(lines.size() - most, 0), lines.size()));
  }

  /**
   * What was kept; lines that can't be read, such as one that a lost machine cut short, are not.
   */
  @Override
  public List<HistoryEvent> kept() {
    List<HistoryEvent> events = new ArrayList<>();
    for (String line : lines) {
      try {
        events.add(json.readValue(line, HistoryEvent.class));
      } catch (JacksonException e) {
        LOG.warn("{}: a line is passed over: {}", file, e.getOriginalMessage());
      }
    }
    return events;
  }

  @Override
  public void append(HistoryEvent event) {
    writer.execute(() -> write(event));
  }

  private void write(HistoryEvent event) {
    String line = json.writeValueAsString(event);
    lines.addLast(line);
    if (lines.size() > most) {
      lines.removeFirst();
    }
    try {
      if (written >= 2 * most) {
        rewrite();
      } else {
        Files.writeString(
            file,
            line + "\n",
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        written++;
      }
    } catch (IOException e) {
      LOG.warn("{} can't be written: {}", file, e.toString());
    }
  }

  private void rewrite() throws IOException {
    Path next = file.resolveSibling(NAME + ".tmp");
    Files.write(next, lines);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    written = lines.size();
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} is still being written, and is left behind", file);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
