package io.gyre.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelsTableTest {
  @Test
  void everyVersionTakesOneLineHoweverManyMistakesItsReasonLists() {
    String table =
        ModelsTable.of(
            List.of(
                new ServedModel("wine", "2", "READY", 3 << 20, 1.25, ""),
                new ServedModel("wine", "3", "UNAVAILABLE", 0, 0, "first mistake\nsecond one\n")));

    assertThat(table)
        .isEqualTo(
            """
            MODEL  VERSION  STATE        MEMORY   REQUESTS/S  REASON
            wine   2        READY        3.0 MiB  1.3
            wine   3        UNAVAILABLE  -        -           first mistake; second one
            """);
  }
}
