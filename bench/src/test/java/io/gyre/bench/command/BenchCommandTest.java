package io.gyre.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.RunFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
  @TempDir private Path docs;

  private final List<Effort> efforts = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String failing = "";

  @Test
  void withoutANameItListsWhatThereIs() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("one").contains("two").contains("measures two");
    assertThat(efforts).isEmpty();
  }

  @Test
  void severalExperimentsGiveOneTableAndProgressOnStandardError() {
    assertThat(run("two", "one")).isZero();
    assertThat(out.toString().lines().map(line -> line.split(" +")[0]))
        .containsExactly("figure", "two.rate", "one.rate");
    assertThat(err.toString()).isEqualToNormalizingNewlines("two goes on\none goes on\n");
  }

  @Test
  void allRunsEachOnceAndQuickIsAnEffort() {
    assertThat(run("one", "all", "--quick")).isZero();
    assertThat(efforts).containsExactly(Effort.QUICK, Effort.QUICK);
  }

  @Test
  void anUnknownNameIsAnsweredWithThoseThereAre() {
    assertThat(run("three")).isEqualTo(2);
    assertThat(err.toString()).contains("'three'").contains("one, two, all");
    assertThat(efforts).isEmpty();
  }

  @Test
  void keptFiguresAreInAFileForEachExperimentAndOnThePage() throws Exception {
    Path json = docs.resolve("all.json");
    assertThat(run("all", "--keep", docs.toString(), "--json", json.toString())).isZero();
    assertThat(RunFile.read(json).figures())
        .extracting(Figure::id)
        .containsExactly("one.rate", "two.rate");
    assertThat(docs.resolve("benchmarks/one.json")).exists();
    assertThat(docs.resolve("BENCHMARKS.md")).content().contains("`one.rate`", "`two.rate`");
  }

  @Test
  void anExperimentThatFailsLeavesTheFiguresOfThoseBeforeIt() {
    failing = "two";
    assertThat(run("one", "two")).isEqualTo(1);
    assertThat(out.toString()).contains("one.rate");
    assertThat(err.toString()).contains("'two' ended: no port is free");
  }

  private int run(String... arguments) {
    return new CommandLine(new BenchCommand(List.of(experiment("one"), experiment("two"))))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private Experiment experiment(String name) {
    return new Experiment() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String description() {
        return "measures " + name;
      }

      @Override
      public List<Figure> run(Effort effort, Consumer<String> progress) throws IOException {
        if (name.equals(failing)) {
          throw new IOException("no port is free");
        }
        efforts.add(effort);
        progress.accept(name + " goes on");
        return List.of(
            new Figure(name + ".rate", 1, "1/s", 2, 0.5, 3, 0, Asked.ratioAtLeast(0.4), ""));
      }
    };
  }
}
