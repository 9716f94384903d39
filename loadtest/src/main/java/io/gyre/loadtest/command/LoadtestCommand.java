package io.gyre.loadtest.command;

import io.gyre.loadtest.client.Wire;
import io.gyre.loadtest.report.LiveLine;
import io.gyre.loadtest.report.Measurement;
import io.gyre.loadtest.report.Report;
import io.gyre.loadtest.report.ReportFile;
import io.gyre.loadtest.report.ReportTable;
import io.gyre.loadtest.run.Load;
import io.gyre.loadtest.run.LoadRun;
import io.gyre.loadtest.run.Request;
import io.gyre.loadtest.run.RunResult;
import io.gyre.loadtest.run.RunSettings;
import io.gyre.loadtest.schedule.Arrivals;
import io.gyre.loadtest.usage.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    description = {
      "Measures any server of the Open Inference Protocol v2 under load.",
      "Latency counts from the time at which a request was meant to leave, so that a stall of the"
          + " server shows in every request that it delayed."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the load was measured, whatever became of the requests",
      "1:an answer was not the expected one",
      "2:wrong use, or a target that can't be measured",
      "3:the generator itself could not keep up; the figures are not the server's"
    })
public final class LoadtestCommand implements Callable<Integer> {
  private static final int WRONG_ANSWERS = 1;
  private static final int INVALID = 3;

  @Spec private CommandSpec spec;

  @Mixin private TargetOptions target;

  @ArgGroup(multiplicity = "1")
  private LoadOptions load;

  @Option(
      names = "--arrivals",
      paramLabel = "HOW",
      defaultValue = "even",
      converter = WordConverter.OfArrivals.class,
      description = "even, or poisson as of many users; default: ${DEFAULT-VALUE}")
  private Arrivals arrivals;

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

  @Option(names = "--json", paramLabel = "FILE", description = "also write the report to FILE")
  private @Nullable Path json;

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
      OutputFile file = json == null ? null : OutputFile.checked(json);
      Report report = measure();
      PrintWriter out = spec.commandLine().getOut();
      out.print(ReportTable.of(report));
      out.flush();
      if (file != null) {
        file.write(ReportFile.of(report));
      }
      return exitCode(report);
    } catch (UsageException wrong) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("gyre: " + wrong.getMessage());
      err.flush();
      return spec.exitCodeOnInvalidInput();
    }
  }

  private static int exitCode(Report report) {
    if (!report.isValid()) {
      return INVALID;
    }
    return report.hasWrongAnswers() ? WRONG_ANSWERS : 0;
  }

  private Report measure() throws InterruptedException {
    if (runs < 1) {
      throw new UsageException("expected at least one of --runs, found " + runs);
    }
    RunSettings settings = settings(load.load(time.window(), arrivals, seed));
    Wire wire = target.wire();
    List<Request> requests = inputs.requests(wire, target.model(), seed);
    List<RunResult> results = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      results.add(run(settings, wire, requests));
    }
    return new Report(
        target.target().toString(),
        target.model().toString(),
        List.of(new Measurement(settings, results)));
  }

  private RunSettings settings(Load asked) {
    if (asked instanceof Load.ClosedLoop(int inFlight) && inFlight < target.threads()) {
      throw new UsageException("--in-flight must not be below --threads");
    }
    return new RunSettings(
        asked,
        time.window(asked),
        time.timeoutNanos(),
        time.mostLagNanos(),
        target.threads(),
        target.connections());
  }

  private RunResult run(RunSettings settings, Wire wire, List<Request> requests)
      throws InterruptedException {
    if (!Boolean.getBoolean("gyre.terminal")) {
      return new LoadRun(settings, wire, requests, second -> {}).run();
    }
    LiveLine live = new LiveLine(spec.commandLine().getErr(), settings.window());
    try {
      return new LoadRun(settings, wire, requests, live).run();
    } finally {
      live.clear();
    }
  }
}
