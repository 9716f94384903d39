package io.gyre.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsTableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    String table =
        ModelsTable.of(
            List.of(
                new ServedModel("iris", "2", "READY", 3 << 20, 12.345, ""),
                new ServedModel("iris", "3", "UNAVAILABLE", 0, 0, "no model\nat all"),
                new ServedModel("a-longer-name", "", "", 0, 0, "")));

    assertThat(table)
        .isEqualTo(
            """
            MODEL          VERSION  STATE        MEMORY   REQUESTS/S  REASON
            iris           2        READY        3.0 MiB  12.3
            iris           3        UNAVAILABLE  -        -           no model; at all
            a-longer-name  -        not loaded   -        -
            """);
  }

  @Test
  void serverWithoutModelsShowsTheHeadingsAlone() {
    assertThat(ModelsTable.of(List.of()))
        .isEqualTo("MODEL  VERSION  STATE  MEMORY  REQUESTS/S  REASON\n");
  }
}
