package io.gyre.bench.command;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.FigureTable;
import io.gyre.bench.process.GyreCommand;
import io.gyre.bench.soak.SoakExperiment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Keeps a server under load for as long as asked. */
@Command(
    name = "soak",
    description = {
      "Loads a server at 80 %% of its peak for long, and watches memory, pauses and errors.",
      "Resident memory is to stay within 3 %%, no pause of the virtual machine to exceed 50 ms."
    })
final class SoakCommand implements Callable<Integer> {
  private final GyreCommand gyre;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "how long; default: ${DEFAULT-VALUE}")
  private double minutes;

  @Option(
      names = "--keep",
      paramLabel = "DOCS",
      description = "keep the run in DOCS/benchmarks and renew DOCS/BENCHMARKS.md")
  private @Nullable Path docs;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SoakCommand(GyreCommand gyre) {
    this.gyre = gyre;
  }

  @Override
  public Integer call() throws Exception {
    if (!(minutes > 0)) {
      throw new ParameterException(
          spec.commandLine(), "expected more than 0 --minutes, found " + minutes);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Duration length = Duration.ofSeconds(Math.round(minutes * 60));
    Kept kept = Kept.here(docs, Effort.FULL);
    List<Figure> figures =
        new SoakExperiment(gyre, length)
            .run(
                Effort.FULL,
                line -> {
                  err.println(line);
                  err.flush();
                });
    out.print(FigureTable.of(figures));
    out.flush();
    kept.keep("soak", figures);
    return 0;
  }
}
