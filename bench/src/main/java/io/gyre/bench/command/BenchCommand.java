package io.gyre.bench.command;

import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.FigureFile;
import io.gyre.bench.figure.FigureTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an experiment by name, and prints its figures. */
@Command(
    name = "bench",
    description = {
      "Measures the server against limits of the same run.",
      "Prints a table, and with --json a list of figures. Progress goes to standard error."
    })
public final class BenchCommand implements Callable<Integer> {
  private final List<Experiment> experiments;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "the experiment; without it, a list")
  private @Nullable String name;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write {id, value, unit, limit, ratio, runs, spread} to FILE")
  private @Nullable Path json;

  /**
   * @param experiments what there is to choose from
   */
  @SuppressWarnings("NullAway.Init") // picocli sets spec before the call
  public BenchCommand(List<Experiment> experiments) {
    this.experiments = List.copyOf(experiments);
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (name == null) {
      experiments.forEach(e -> out.printf("%-12s %s%n", e.name(), e.description()));
      out.flush();
      return 0;
    }
    List<Figure> figures =
        named(name)
            .run(line -> {
              err.println(line);
              err.flush();
            });
    out.print(FigureTable.of(figures));
    out.flush();
    if (json != null) {
      new FigureFile().write(json, figures);
    }
    return 0;
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
                            .collect(Collectors.joining(", ")))));
  }
}
