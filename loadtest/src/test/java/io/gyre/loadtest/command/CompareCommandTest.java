package io.gyre.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.report.Highest;
import io.gyre.loadtest.report.Report;
import io.gyre.loadtest.report.ReportFile;
import io.gyre.loadtest.report.SampleReports;
import io.gyre.loadtest.run.FailureCount;
import io.gyre.loadtest.run.Verdict;
import io.gyre.loadtest.search.Objective;
import io.gyre.loadtest.search.RateSearch;
import io.gyre.loadtest.search.Slo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareCommandTest {
  private static final Verdict INVALID = new Verdict.Invalid("it could not keep up");

  @TempDir private Path folder;

  @Test
  void aReportIsNoWorseThanItself() throws IOException {
    String report = saved("a", SampleReports.slower(1, 1, 500));
    Invocation done = Invocation.of("compare", report, report);

    assertThat(done.exitCode()).as(done.toString()).isZero();
    assertThat(done.out())
        .contains("block bootstrap", "open loop, 500 requests/s, even", "p99.9 ms", "+0.0 %")
        .contains("generator cores", "no figure of b is surely worse than a's by more than 5.0 %");
  }

  @Test
  void aSlowerServerIsARegressionPastTheTolerance() throws IOException {
    String a = saved("a", SampleReports.slower(1, 1, 500));
    String b = saved("b", SampleReports.slower(1.3, 1, 500));
    Path file = folder.resolve("comparison.json");
    Invocation done = Invocation.of("compare", a, b, "--json", file.toString());
    JsonNode p50 = JsonMapper.shared().readTree(file.toFile()).at("/loads/0/figures/1");

    assertThat(done.exitCode()).as(done.toString()).isEqualTo(1);
    assertThat(done.out()).containsPattern("p50 ms .*WORSE").doesNotContainPattern("rate .*WORSE");
    assertThat(p50.path("judgement").asString()).isEqualTo("worse");
    assertThat(p50.path("low").asDouble()).isBetween(0.15, 0.3);
    assertThat(p50.path("high").asDouble()).isBetween(0.3, 0.5);
    assertThat(Invocation.of("compare", a, b, "--tolerance", "60%").exitCode()).isZero();
    assertThat(Invocation.of("compare", b, a).out()).containsPattern("p50 ms .*better");
  }

  @Test
  void severalRunsTellHowRunsDiffer() throws IOException {
    String a = saved("a", SampleReports.slower(1, 3, 500));
    String b = saved("b", SampleReports.slower(1.3, 4, 500));
    Invocation done = Invocation.of("compare", a, b);

    assertThat(done.exitCode()).as(done.toString()).isEqualTo(1);
    assertThat(done.out()).contains("Welch").containsPattern("p50 ms .*WORSE");
  }

  @Test
  void errorsWhereThereWereNoneAreARegression() throws IOException {
    Failure refused = new Failure(Failure.Kind.REFUSED_BY_SERVER, "UNAVAILABLE");
    String a = saved("a", SampleReports.of(new Verdict.Valid(), Map.of(), 3900));
    String b =
        saved(
            "b",
            SampleReports.of(
                new Verdict.Valid(), Map.of(refused, new FailureCount(2000, "later")), 3900));

    Invocation done = Invocation.of("compare", a, b);

    assertThat(done.exitCode()).as(done.toString()).isEqualTo(1);
    assertThat(done.out()).containsPattern("errors % +0.000 +2.564 .*WORSE");
  }

  @Test
  void aServerThatAnswersNothingIsWorse() throws IOException {
    String a = saved("a", SampleReports.slower(1, 1, 500));
    String b = saved("b", SampleReports.dead(500));
    Invocation done = Invocation.of("compare", a, b);

    assertThat(done.exitCode()).as(done.toString()).isEqualTo(1);
    assertThat(done.out())
        .containsPattern("rate /s .*WORSE")
        .containsPattern("errors % .*WORSE")
        .containsPattern("p50 ms .*none");
  }

  @Test
  void onlyTheLoadsThatBothHaveAreCompared() throws IOException {
    String a = saved("a", SampleReports.of(new Verdict.Valid(), Map.of(), 100, 200));
    String b = saved("b", SampleReports.of(new Verdict.Valid(), Map.of(), 200, 300));
    Invocation done = Invocation.of("compare", a, b);

    assertThat(done.exitCode()).isZero();
    assertThat(done.out())
        .contains("only " + a + " has the load open loop, 100 requests/s, even")
        .contains("only " + b + " has the load open loop, 300 requests/s, even")
        .contains("\nopen loop, 200 requests/s, even; ");
  }

  @Test
  void searchedRatesAreComparedWhereTheObjectiveIsTheSame() throws IOException {
    String a = saved("a", searched(20, 1000, 100));
    String b = saved("b", searched(20, 900, 200));
    Path file = folder.resolve("comparison.json");
    Invocation done = Invocation.of("compare", a, b, "--json", file.toString());
    JsonNode highest = JsonMapper.shared().readTree(file.toFile()).path("highest");

    assertThat(done.exitCode()).as(done.toString()).isEqualTo(1);
    assertThat(done.out())
        .contains("highest rate that keeps p99=20ms")
        .containsPattern("rate /s +1000.000 +900.000 +-10.0 % .*WORSE");
    assertThat(highest.path("judgement").asString()).isEqualTo("worse");
    assertThat(Invocation.of("compare", b, a).exitCode()).isZero();
    assertThat(Invocation.of("compare", a, b, "--tolerance", "20%").exitCode()).isZero();
    wrong("the reports have no load in common", a, saved("c", searched(30, 900, 200)));
  }

  private static Report searched(int millis, double highest, double load) {
    Report report = SampleReports.of(new Verdict.Valid(), Map.of(), load);
    Slo slo = new Slo(List.of(new Objective.Latency(99, millis * 1_000_000L)));
    return new Report(
        report.target(),
        report.model(),
        report.measurements(),
        Optional.of(new Highest(slo, new RateSearch.Step.Found(highest, Optional.empty()))));
  }

  @Test
  void reportsThatCannotBeComparedAreNamed() throws IOException {
    Report good = SampleReports.slower(1, 1, 100);
    String a = saved("a", good);
    String other =
        saved("b", new Report("grpc://x:1", "iris", good.measurements(), Optional.empty()));
    String elsewhere = saved("c", SampleReports.slower(1, 1, 200));
    String invalid = saved("d", SampleReports.of(INVALID, Map.of(), 100));
    String broken = saved("e", good).replace("e.json", "f.json");
    Files.writeString(
        Path.of(broken),
        Files.readString(Path.of(a))
            .replaceAll("\"histogram\" : \"....", "\"histogram\" : \"AAAA"));
    String text = Files.writeString(folder.resolve("text"), "no JSON").toString();
    String empty = Files.writeString(folder.resolve("empty"), "{}").toString();

    wrong("are of different models: " + a + " of 'digits', " + other + " of 'iris'", a, other);
    wrong("the reports have no load in common", a, elsewhere);
    wrong("every run is INVALID", a, invalid);
    wrong("1 of 1 runs are INVALID", invalid, a);
    wrong("can't read the report /nowhere/x.json", a, "/nowhere/x.json");
    wrong(text + " is no report that `gyre loadtest --json` wrote", text, a);
    wrong(empty + " is no report that `gyre loadtest --json` wrote", a, empty);
    wrong(broken + " is no report that `gyre loadtest --json` wrote", a, broken);
    wrong("can't write the report /nowhere/c", a, a, "--json", "/nowhere/c");
    assertThat(Invocation.of("compare", a, a, "--tolerance", "5").err())
        .contains("expected a share like 5%, found '5'");
    assertThat(Invocation.of("compare", a).exitCode()).isEqualTo(2);
  }

  private static void wrong(String message, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "compare";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Invocation done = Invocation.of(all);

    assertThat(done.err()).startsWith("gyre: ").contains(message).hasLineCount(1);
    assertThat(done.exitCode()).isEqualTo(2);
    assertThat(done.out()).isEmpty();
  }

  private String saved(String name, Report report) throws IOException {
    return Files.write(folder.resolve(name + ".json"), ReportFile.of(report)).toString();
  }
}
