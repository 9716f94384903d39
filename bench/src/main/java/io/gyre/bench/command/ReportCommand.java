package io.gyre.bench.command;

import io.gyre.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the page of benchmarks anew from the runs that were kept. */
@Command(
    name = "report",
    description = {
      "Makes DOCS/BENCHMARKS.md and its plot anew from DOCS/benchmarks/*.json, without measuring.",
      "What stands outside the markers 'bench:begin' and 'bench:end' stays as it is."
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  @Parameters(
      paramLabel = "DOCS",
      arity = "0..1",
      defaultValue = "docs",
      description = "the folder; default: ${DEFAULT-VALUE}")
  private Path docs;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ReportCommand() {}

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(docs.resolve("benchmarks"))) {
      throw new ParameterException(
          spec.commandLine(),
          "there are no runs in %s; keep some with `gyre bench all --keep %s`"
              .formatted(docs.resolve("benchmarks"), docs));
    }
    new Report(docs).renew();
    return 0;
  }
}
