package io.gyre.loadtest.command;

import io.gyre.loadtest.compare.Comparison;
import io.gyre.loadtest.compare.ComparisonFile;
import io.gyre.loadtest.compare.ComparisonTable;
import io.gyre.loadtest.compare.SavedReport;
import io.gyre.loadtest.usage.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code gyre loadtest compare} command. Its exit codes are in its help. */
@Command(
    name = "compare",
    sortOptions = false,
    description = {
      "Compares two reports that --json wrote, for each load that both have.",
      "With 3 valid runs or more on both sides, confidence comes from how runs differ: Welch's t"
          + " interval. With fewer, it comes from how the seconds within runs differ: a block"
          + " bootstrap, which can't know how another run would have gone. A change is a regression"
          + " where its whole 95 %% interval is past the tolerance."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no figure is surely worse by more than is tolerated",
      "1:a rate, a percentile or the errors are",
      "2:wrong use, or reports that can't be compared"
    })
final class CompareCommand implements Callable<Integer> {
  private static final int WORSE = 1;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A.json", description = "what is compared with")
  private Path a;

  @Parameters(index = "1", paramLabel = "B.json", description = "what is compared")
  private Path b;

  @Option(
      names = "--tolerance",
      paramLabel = "PERCENT",
      defaultValue = "5%",
      converter = PercentConverter.class,
      description = "how much worse B may be; default: 5%%")
  private double tolerance;

  @Option(names = "--json", paramLabel = "FILE", description = "also write the comparison to FILE")
  private @Nullable Path json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  /** Made by picocli, which sets the options. */
  @SuppressWarnings("NullAway.Init")
  CompareCommand() {}

  @Override
  public Integer call() {
    try {
      OutputFile file = json == null ? null : OutputFile.checked(json);
      Comparison comparison = Comparison.of(SavedReport.read(a), SavedReport.read(b), tolerance);
      PrintWriter out = spec.commandLine().getOut();
      out.print(ComparisonTable.of(comparison));
      out.flush();
      if (file != null) {
        file.write(ComparisonFile.of(comparison));
      }
      return comparison.isRegression() ? WORSE : 0;
    } catch (UsageException wrong) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("gyre: " + wrong.getMessage());
      err.flush();
      return spec.exitCodeOnInvalidInput();
    }
  }
}
