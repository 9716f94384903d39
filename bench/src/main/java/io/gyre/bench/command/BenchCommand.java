package io.gyre.bench.command;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.FigureTable;
import io.gyre.bench.process.GyreCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs experiments by name, and prints their figures. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "Measures this installation against limits of the same run.",
      "",
      "An experiment warms both sides, lets them take short turns, and takes the ratio pair by pair:"
          + " what disturbs the machine disturbs both. A ratio is the median of the pairs, its spread"
          + " the width of their middle half. Leave the machine alone meanwhile.",
      "",
      "Prints a table, and with --json writes the figures to a file. Progress goes to standard"
          + " error."
    },
    footer = {
      "",
      "Examples:",
      "  gyre bench                          lists the experiments",
      "  gyre bench serve                    the front doors, in about four minutes",
      "  gyre bench serve worker --quick     a first look, in seconds each",
      "  gyre bench all --keep docs          everything, and renews docs/BENCHMARKS.md"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, whether or not the figures are as asked",
      "1:an experiment could not be carried out; the others were",
      "2:wrong use"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final int FAILED = 1;

  /** Of what runs in this process while it is measured: only trouble belongs among progress. */
  private final Logger log = Logger.getLogger("io.gyre");

  private final List<Experiment> experiments;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "the experiments, or 'all'; without one, a list")
  private List<String> names = List.of();

  @Option(
      names = "--quick",
      description = "fewer and shorter turns: a first look, not figures to keep")
  private boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "also write {id, value, unit, limit, ratio, runs, spread, asked, met, note} of each figure"
              + " to FILE")
  private @Nullable Path json;

  @Option(
      names = "--keep",
      paramLabel = "DOCS",
      description =
          "keep the figures of each experiment in DOCS/benchmarks and renew DOCS/BENCHMARKS.md")
  private @Nullable Path docs;

  /**
   * @param experiments what there is to choose from
   */
  @SuppressWarnings("NullAway.Init") // picocli sets spec before the call
  BenchCommand(List<Experiment> experiments) {
    this.experiments = List.copyOf(experiments);
  }

  /**
   * The command with its own commands.
   *
   * @param home of the installation that is measured
   */
  public static CommandLine commandLine(Path home) {
    GyreCommand gyre = new GyreCommand(home.resolve("bin/gyre"), List.of());
    return new CommandLine(new BenchCommand(Experiments.of(home, gyre)))
        .addSubcommand(new SoakCommand(gyre))
        .addSubcommand(new WalksCommand())
        .addSubcommand(new FleetCommand())
        .addSubcommand(new ReportCommand());
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (names.isEmpty()) {
      experiments.forEach(e -> out.printf("%-12s %s%n", e.name(), e.description()));
      out.flush();
      return 0;
    }
    log.setLevel(Level.WARNING);
    List<Figure> figures = new ArrayList<>();
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    Kept kept = Kept.here(docs, effort);
    int code = 0;
    for (Experiment experiment : chosen()) {
      try {
        List<Figure> found = experiment.run(effort, this::say);
        figures.addAll(found);
        kept.keep(experiment.name(), found);
      } catch (IOException | IllegalStateException e) {
        say("gyre: the experiment '%s' ended: %s".formatted(experiment.name(), e.getMessage()));
        code = FAILED;
      }
    }
    print(figures, kept);
    return code;
  }

  private void print(List<Figure> figures, Kept kept) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(FigureTable.of(figures));
    out.flush();
    if (json != null) {
      kept.write(json, figures);
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private Set<Experiment> chosen() {
    Set<Experiment> chosen = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals(ALL)) {
        chosen.addAll(experiments);
      } else {
        chosen.add(named(name));
      }
    }
    return chosen;
  }

  private Experiment named(String wanted) {
    return experiments.stream()
        .filter(e -> e.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(),
                "no experiment is called '%s'; there is %s"
                    .formatted(
                        wanted,
                        experiments.stream()
                            .map(Experiment::name)
                            .collect(Collectors.joining(", ", "", ", all")))));
  }
}
