package io.gyre.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsTableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    String table =
        ModelsTable.of(
            List.of(
                new ServedModel(
                    "iris",
                    "2",
                    "READY",
                    3 << 20,
                    Map.of(),
                    12.345,
                    16,
                    "",
                    "a notice",
                    true,
                    List.of("pinned", "champion")),
                new ServedModel(
                    "iris",
                    "3",
                    "UNAVAILABLE",
                    0,
                    Map.of(),
                    0,
                    0,
                    "no model\nat all",
                    "",
                    false,
                    List.of()),
                new ServedModel(
                    "a-longer-name", "", "", 0, Map.of(), 0, 0, "", "", false, List.of())));

    assertThat(table)
        .isEqualTo(
            """
            MODEL          VERSION               STATE        MEMORY   REQUESTS/S  BATCH  REASON
            iris           2 (pinned, champion)  READY        3.0 MiB  12.3        16     a notice
            iris           3                     UNAVAILABLE  -        -           -      no model; at all
            a-longer-name  -                     not loaded   -        -           -
            """);
  }

  @Test
  void serverWithoutModelsShowsTheHeadingsAlone() {
    assertThat(ModelsTable.of(List.of()))
        .isEqualTo("MODEL  VERSION  STATE  MEMORY  REQUESTS/S  BATCH  REASON\n");
  }
}
