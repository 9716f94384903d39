package io.gyre.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Conditions;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.RunFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Figure MET =
      new Figure("front.grpc", 900, "1/s", 950, 0.95, 21, 0.02, Asked.ratioAtLeast(0.9), "a | b");
  private static final Figure MISSED =
      new Figure("wait", 30, "us", Double.NaN, Double.NaN, 5, 0.1, Asked.valueAtMost(20), "");

  @TempDir private Path docs;

  @Test
  void pageSaysWhatWasAskedMeasuredAndWhere() throws Exception {
    keep("serve", MET);
    keep("batching", MISSED);
    new Report(docs).renew();
    assertThat(docs.resolve("BENCHMARKS.md"))
        .content()
        .contains("Measured 2026-01-02 on two cores; Gyre 1; in full.")
        .contains("| `front.grpc` | ≥ 0.90 ✓ | 0.950 | 900 1/s | 950 | 21 | 2 % | a \\| b |")
        .contains("| `wait` | ≤ 20 **missed** |  | 30.00 us |  | 5 | 10 % |  |")
        .containsOnlyOnce("Measured 2026-01-02");
  }

  @Test
  void remarksOutsideTheMarkersStay() throws Exception {
    Path page = docs.resolve("BENCHMARKS.md");
    keep("serve", MET);
    Files.writeString(
        page, "# Benchmarks\n\nA remark.\n\n<!-- race:begin -->race<!-- race:end -->\n");
    new Report(docs).renew();
    keep("serve", MISSED);
    new Report(docs).renew();
    assertThat(page)
        .content()
        .startsWith("# Benchmarks\n\nA remark.\n\n<!-- race:begin -->race<!-- race:end -->\n")
        .contains("`wait`")
        .doesNotContain("front.grpc");
  }

  @Test
  void halfAPairOfMarkersIsSaidAndNothingOverwritten() {
    assertThatThrownBy(() -> Report.renewed("text <!-- bench:end --> text", "part"))
        .hasMessageContaining("<!-- bench:begin -->");
  }

  @Test
  void plotIsWellFormedAndHasABarForEachBound() throws Exception {
    Figure unbound = new Figure("x", 1, "us", Double.NaN, Double.NaN, 1, 0, Asked.NOTHING, "");
    String svg = FigurePlot.of(List.of(MET, MISSED, unbound));
    Path file = Files.writeString(docs.resolve("plot.svg"), svg);
    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(1 + 2);
    assertThat(FigurePlot.share(MET)).isGreaterThan(1);
    assertThat(FigurePlot.share(MISSED)).isLessThan(1);
  }

  @Test
  void aRunIsReadAsItWasWritten() throws Exception {
    keep("serve", MET, MISSED);
    RunFile read = RunFile.read(docs.resolve("benchmarks/serve.json"));
    assertThat(read.conditions()).isEqualTo(conditions());
    assertThat(read.figures()).containsExactly(MET, MISSED);
  }

  private void keep(String experiment, Figure... figures) throws Exception {
    new RunFile(conditions(), List.of(figures)).write(new Report(docs).run(experiment));
  }

  private static Conditions conditions() {
    return new Conditions("2026-01-02", "two cores", "Gyre 1", "in full");
  }
}
