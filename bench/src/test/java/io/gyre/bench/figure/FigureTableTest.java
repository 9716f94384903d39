package io.gyre.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTableTest {
  @Test
  void saysOfEveryBoundWhetherItIsMet() {
    String table =
        FigureTable.of(
            List.of(
                figure("short", 0.7, Asked.ratioAtLeast(0.9)),
                figure("enough", 0.9, Asked.ratioAtLeast(0.9)),
                figure("cheap", 0.1, Asked.ratioAtMost(0.2)),
                figure("slow", 0.1, Asked.valueAtMost(20)),
                figure("known", 0.1, Asked.NOTHING)));
    assertThat(table.lines().skip(1))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("short").contains("≥ 0.90 MISSED"),
            line -> assertThat(line).startsWith("enough").contains("≥ 0.90 met"),
            line -> assertThat(line).startsWith("cheap").contains("≤ 0.20 met"),
            line -> assertThat(line).startsWith("slow").contains("≤ 20 MISSED"),
            line -> assertThat(line).startsWith("known").doesNotContain("MISSED", "met", "NaN"));
  }

  @Test
  void whatHasNoLimitHasADash() {
    Figure alone =
        new Figure("alone", 5, "us", Double.NaN, Double.NaN, 3, 0, Asked.valueAtMost(20), "");
    assertThat(FigureTable.of(List.of(alone))).contains(" - ").doesNotContain("NaN");
  }

  private static Figure figure(String id, double ratio, Asked asked) {
    return new Figure(id, 50, "1/s", 100, ratio, 5, 0.01, asked, "");
  }
}
