package io.gyre.loader.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AliasFilesTest {
  @TempDir private Path model;
  private final AliasFiles files = new AliasFiles();
  private int writes;

  private void write(String text) throws IOException {
    Path file = Files.writeString(model.resolve("aliases.json"), text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * ++writes));
  }

  @Test
  void aModelNeedsNone() {
    assertThat(files.of(model)).isEqualTo(AliasFile.NONE);
  }

  @Test
  void aliasesAreReadAgainWhereTheFileChanges() throws IOException {
    write("{\"champion\": 3, \"challenger\": 4}");
    assertThat(files.of(model).aliases()).isEqualTo(Map.of("champion", 3L, "challenger", 4L));
    write("{\"champion\": 4}");
    assertThat(files.of(model).aliases()).isEqualTo(Map.of("champion", 4L));
    Files.delete(model.resolve("aliases.json"));
    assertThat(files.of(model)).isEqualTo(AliasFile.NONE);
  }

  @Test
  void mistakesAreToldAndLeaveWhatWasInForce() throws IOException {
    write("{\"champion\": 3}");
    files.of(model);
    for (String text :
        List.of(
            "",
            "{",
            "[1]",
            "{\"7\": 1}",
            "{\"a b\": 1}",
            "{\"champion\": \"three\"}",
            "{\"champion\": 1.5}",
            "{\"champion\": 0}",
            "{\"champion\": -1}",
            "{\"champion\": 1e300}",
            "{\"champion\": null}")) {
      write(text);
      AliasFile read = files.of(model);
      assertThat(read.aliases()).as(text).isEqualTo(Map.of("champion", 3L));
      assertThat(read.problem())
          .as(text)
          .hasValueSatisfying(problem -> assertThat(problem).startsWith("aliases.json: expected"));
    }
  }

  @Test
  void anAliasIsSetBesideTheOthersAndTakenAway() throws IOException {
    files.set(model, "champion", 3);
    files.set(model, "challenger", 4);
    files.set(model, "champion", 4);
    assertThat(files.of(model).aliases()).isEqualTo(Map.of("champion", 4L, "challenger", 4L));
    files.set(model, "challenger", 0);
    files.set(model, "champion", 0);
    assertThat(model.resolve("aliases.json")).hasContent("{}");
    try (var left = Files.list(model)) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void aFileThatIsNotUnderstoodIsNotOverwritten() throws IOException {
    write("{\"champion\": \"three\"}");
    assertThatThrownBy(() -> files.set(model, "champion", 3))
        .hasMessageContaining("mend or delete");
    assertThat(model.resolve("aliases.json")).hasContent("{\"champion\": \"three\"}");
  }
}
