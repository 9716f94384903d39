package io.gyre.loadtest.command;

import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.report.Highest;
import io.gyre.loadtest.report.Measurement;
import io.gyre.loadtest.report.Report;
import io.gyre.loadtest.report.ReportTable;
import io.gyre.loadtest.run.Load;
import io.gyre.loadtest.run.RunSettings;
import io.gyre.loadtest.run.Traffic;
import io.gyre.loadtest.schedule.Arrivals;
import io.gyre.loadtest.search.Objective;
import io.gyre.loadtest.search.Slo;
import io.gyre.loadtest.usage.UsageException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code gyre loadtest} command. Its exit codes are in its help. */
@Command(
    name = "loadtest",
    sortOptions = false,
    subcommands = CompareCommand.class,
    description = {
      "Measures any server of the Open Inference Protocol v2 under load.",
      "Latency counts from the time at which a request was meant to leave, so that a stall of the"
          + " server shows in every request that it delayed."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the load was measured, whatever became of the requests",
      "1:an answer was not the expected one, or no rate keeps the --slo",
      "2:wrong use, or a target that can't be measured",
      "3:the generator itself could not keep up; the figures are not the server's"
    })
public final class LoadtestCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int INVALID = 3;
  private static final double HIGHEST = 1e7;

  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @ArgGroup private LoadOptions load;

  @Option(
      names = "--arrivals",
      paramLabel = "HOW",
      defaultValue = "even",
      converter = WordConverter.OfArrivals.class,
      description = "even, or poisson as of many users; default: ${DEFAULT-VALUE}")
  private Arrivals arrivals;

  @Option(
      names = "--slo",
      paramLabel = "OBJECTIVE",
      converter = ObjectiveConverter.class,
      description = {
        "what --find-max must keep, like p99=20ms, which failed requests don't keep, or",
        "errors=0.1%%; several must all be kept"
      })
  private List<Objective> objectives = List.of();

  @Option(
      names = "--from",
      paramLabel = "R",
      description = "where --find-max begins; by default at half of what requests one by one reach")
  private @Nullable Double from;

  @Mixin private TimeOptions time;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "how often to measure, to see how figures spread; default: ${DEFAULT-VALUE}")
  private int runs;

  @Mixin private InputOptions inputs;

  @Mixin private MixOptions mix;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of what is random; default: ${DEFAULT-VALUE}")
  private long seed;

  @Mixin private OutputOptions outputs;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  /** Made by picocli, which sets the options. */
  @SuppressWarnings("NullAway.Init")
  public LoadtestCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    try {
      checkGiven();
      List<OutputOptions.Output> files = outputs.checked();
      Report report = measure();
      PrintWriter out = spec.commandLine().getOut();
      out.print(ReportTable.of(report));
      out.flush();
      files.forEach(file -> file.write(report));
      return exitCode(report);
    } catch (UsageException wrong) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("gyre: " + wrong.getMessage());
      err.flush();
      return spec.exitCodeOnInvalidInput();
    }
  }

  /** What picocli would ask of `compare` too, if options were marked as required. */
  private void checkGiven() {
    for (String name : List.of("--target", "--model")) {
      if (!spec.commandLine().getParseResult().hasMatchedOption(name)) {
        throw new UsageException("expected " + name + "; `gyre loadtest --help` shows how");
      }
    }
    if (load == null) {
      throw new UsageException(
          "expected one of --rate, --ramp, --steps, --trace, --in-flight, --sweep, --find-max");
    }
  }

  private static int exitCode(Report report) {
    if (!report.isValid()) {
      return INVALID;
    }
    return report.hasWrongAnswers() || report.searchedInVain() ? FAILED : 0;
  }

  private Report measure() throws InterruptedException {
    if (runs < 1) {
      throw new UsageException("expected at least one of --runs, found " + runs);
    }
    if (load.findMax() == objectives.isEmpty()) {
      throw new UsageException("--find-max and --slo go together, like --find-max --slo p99=20ms");
    }
    checkFrom();
    List<Load> loads = load.findMax() ? List.of() : load.loads(time.window(false), arrivals, seed);
    loads.forEach(this::settings);
    Wire wire = target.wire();
    Traffic traffic =
        new TrafficPlan(wire, target.models(), mix.batches(), mix.calls(), mix.keys(), seed)
            .traffic(inputs);
    PrintWriter err = spec.commandLine().getErr();
    Laboratory laboratory = new Laboratory(this::settings, wire, traffic, runs, err);
    return objectives.isEmpty()
        ? each(laboratory, loads)
        : highest(laboratory, new Slo(objectives));
  }

  private Report each(Laboratory laboratory, List<Load> loads) throws InterruptedException {
    List<Measurement> measurements = new ArrayList<>();
    for (Load each : loads) {
      measurements.add(laboratory.measure(each));
    }
    return report(measurements, Optional.empty());
  }

  private void checkFrom() {
    if (from != null && !load.findMax()) {
      throw new UsageException("--from says where --find-max begins, and goes with it");
    }
    if (from != null && !(from > 0 && from <= HIGHEST)) {
      throw new UsageException("expected --from above 0 and at most 1e7, found " + from);
    }
  }

  private Report highest(Laboratory laboratory, Slo objective) throws InterruptedException {
    double first = from != null ? from : firstRate(laboratory);
    HighestRate search = new HighestRate(laboratory, objective, first, arrivals, seed);
    Highest found = search.find();
    return report(search.measurements(), Optional.of(found));
  }

  private double firstRate(Laboratory laboratory) throws InterruptedException {
    double rough = laboratory.roughRate(target.threads());
    return Math.max(1, Math.rint(rough / 2));
  }

  private Report report(List<Measurement> measurements, Optional<Highest> highest) {
    return new Report(
        target.target().toString(), String.join(", ", target.described()), measurements, highest);
  }

  private RunSettings settings(Load asked) {
    if (asked instanceof Load.ClosedLoop(int inFlight) && inFlight < target.threads()) {
      throw new UsageException("no fewer requests in flight than --threads");
    }
    return new RunSettings(
        asked,
        time.window(asked, load.findMax()),
        time.timeoutNanos(),
        time.mostLagNanos(),
        target.threads(),
        target.connections());
  }
}
