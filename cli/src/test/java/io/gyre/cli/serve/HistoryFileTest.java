package io.gyre.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.router.history.HistoryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
  @TempDir private Path directory;

  private static HistoryEvent event(long number) {
    return new HistoryEvent(
        "2026-03-01T12:00:00Z", "m", "flip", "registry", number, number + 1, "é\n\"", 1, 0.5, 0, 0);
  }

  private List<Long> kept(int most) throws IOException {
    try (HistoryFile file = HistoryFile.open(directory, most)) {
      return file.kept().stream().map(HistoryEvent::from).toList();
    }
  }

  private void append(int most, int from, int to) throws IOException {
    try (HistoryFile file = HistoryFile.open(directory, most)) {
      IntStream.range(from, to).forEach(number -> file.append(event(number)));
    }
  }

  @Test
  void eventsOutliveTheirProcess() throws IOException {
    append(10, 0, 3);
    try (HistoryFile file = HistoryFile.open(directory, 10)) {
      assertThat(file.kept()).containsExactly(event(0), event(1), event(2));
    }
  }

  @Test
  void theLatestAreKeptAndTheFileStaysSmall() throws IOException {
    append(10, 0, 35);
    append(10, 35, 97);
    assertThat(kept(10))
        .containsExactlyElementsOf(IntStream.range(87, 97).mapToObj(n -> (long) n).toList());
    assertThat(Files.readAllLines(directory.resolve("history.jsonl"))).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void aLineThatWasCutShortIsPassedOver() throws IOException {
    append(10, 0, 2);
    Files.writeString(
        directory.resolve("history.jsonl"), "{\"at\":\"20\n", StandardOpenOption.APPEND);
    append(10, 2, 3);
    assertThat(kept(10)).containsExactly(0L, 1L, 2L);
  }
}
