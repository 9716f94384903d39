package io.gyre.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.run.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a terminal shows of a report. */
class ReportTableTest {
  @Test
  void eachOfSeveralRunsThatCountForNothingSaysWhy() {
    Verdict late = new Verdict.Invalid("the generator could not keep up");

    String table = ReportTable.of(SampleReports.of(late, Map.of(), 100, 200));

    assertThat(table.lines().filter(line -> line.startsWith("INVALID")))
        .hasSize(2)
        .allMatch(line -> line.endsWith("run 1: the generator could not keep up"));
  }

  @Test
  void runsThatCountHaveNoSuchLine() {
    assertThat(ReportTable.of(SampleReports.of(new Verdict.Valid(), Map.of(), 100, 200)))
        .doesNotContain("INVALID");
  }
}
