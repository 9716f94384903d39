package io.gyre.loadtest.command;

import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.report.Highest;
import io.gyre.loadtest.report.Measurement;
import io.gyre.loadtest.report.Report;
import io.gyre.loadtest.report.ReportTable;
import io.gyre.loadtest.run.Load;
import io.gyre.loadtest.run.Request;
import io.gyre.loadtest.run.RunSettings;
import io.gyre.loadtest.schedule.Arrivals;
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
  private static final double FIRST = 100;
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
      paramLabel = "pN=TIME",
      converter = SloConverter.class,
      description = "an objective, like p99=20ms; requests that fail don't keep it")
  private @Nullable Slo slo;

  @Option(
      names = "--from",
      paramLabel = "R",
      description = "the rate at which --find-max begins; default: 100")
  private @Nullable Double from;

  @Mixin private TimeOptions time;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "how often to measure, to see how figures spread; default: ${DEFAULT-VALUE}")
  private int runs;

  @Mixin private InputOptions inputs;

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
    if (load.findMax() != (slo != null)) {
      throw new UsageException("--find-max and --slo go together, like --find-max --slo p99=20ms");
    }
    double first = first();
    List<Load> loads = load.findMax() ? List.of() : load.loads(time.window(), arrivals, seed);
    loads.forEach(this::settings);
    Wire wire = target.wire();
    List<Request> requests = inputs.requests(wire, target.model(), seed);
    PrintWriter err = spec.commandLine().getErr();
    Laboratory laboratory = new Laboratory(this::settings, wire, requests, runs, err);
    return slo == null ? each(laboratory, loads) : highest(laboratory, slo, first);
  }

  private Report each(Laboratory laboratory, List<Load> loads) throws InterruptedException {
    List<Measurement> measurements = new ArrayList<>();
    for (Load each : loads) {
      measurements.add(laboratory.measure(each));
    }
    return report(measurements, Optional.empty());
  }

  private double first() {
    if (from == null) {
      return FIRST;
    }
    if (!load.findMax()) {
      throw new UsageException("--from says where --find-max begins, and goes with it");
    }
    if (!(from > 0 && from <= HIGHEST)) {
      throw new UsageException("expected --from above 0 and at most 1e7, found " + from);
    }
    return from;
  }

  private Report highest(Laboratory laboratory, Slo objective, double first)
      throws InterruptedException {
    HighestRate search = new HighestRate(laboratory, objective, first, arrivals, seed);
    Highest found = search.find();
    return report(search.measurements(), Optional.of(found));
  }

  private Report report(List<Measurement> measurements, Optional<Highest> highest) {
    return new Report(target.target().toString(), target.model().toString(), measurements, highest);
  }

  private RunSettings settings(Load asked) {
    if (asked instanceof Load.ClosedLoop(int inFlight) && inFlight < target.threads()) {
      throw new UsageException("no fewer requests in flight than --threads");
    }
    return new RunSettings(
        asked,
        time.window(asked),
        time.timeoutNanos(),
        time.mostLagNanos(),
        target.threads(),
        target.connections());
  }
}
