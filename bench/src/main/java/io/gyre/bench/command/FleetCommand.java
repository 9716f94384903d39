package io.gyre.bench.command;

import io.gyre.bench.fleet.FleetOutcome;
import io.gyre.bench.fleet.FleetPlan;
import io.gyre.bench.fleet.FleetReport;
import io.gyre.bench.fleet.FleetRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates placement in a large cluster under change. */
@Command(
    name = "fleet",
    description = {
      "Takes a simulated cluster through changes of workers, models, versions and demand, with the real"
          + " placement, and writes a page and a plot: memory, load and tail latency over the events,"
          + " and what had to be moved. The same seed gives the same run."
    },
    footer = {
      "",
      "Examples:",
      "  gyre bench fleet --workers 100 --models 1000 --events 500",
      "  gyre bench fleet --keep docs          renews docs/simulation/fleet.md, in about 15 minutes"
    })
final class FleetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "10000",
      description = "workers; default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--models",
      paramLabel = "N",
      defaultValue = "100000",
      description = "models; default: ${DEFAULT-VALUE}")
  private int models;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "10000",
      description = "changes; default: ${DEFAULT-VALUE}")
  private int events;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "what everything random is made from; default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--keep",
      paramLabel = "DOCS",
      description = "writes the page and the plot to DOCS/simulation instead of printing the page")
  private @Nullable Path docs;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FleetCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    FleetOutcome outcome =
        FleetRun.of(
            plan(),
            line -> {
              err.println(line);
              err.flush();
            });
    if (docs == null) {
      spec.commandLine().getOut().print(FleetReport.page(outcome));
      spec.commandLine().getOut().flush();
    } else {
      FleetReport.write(outcome, docs.resolve("simulation"));
    }
    return 0;
  }

  private FleetPlan plan() {
    try {
      return new FleetPlan(workers, models, events, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
