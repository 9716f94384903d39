package io.gyre.loadtest.command;

import io.gyre.loadtest.page.HtmlPage;
import io.gyre.loadtest.report.Report;
import io.gyre.loadtest.report.ReportFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where reports go. */
final class OutputOptions {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write the report to FILE, which `compare` reads")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "also write the report to FILE as a web page with plots, which needs no network")
  private @Nullable Path html;

  /** A file, and what makes its content of a report. */
  record Output(OutputFile file, Function<Report, byte[]> content) {
    void write(Report report) {
      file.write(content.apply(report));
    }
  }

  /**
   * The files to write.
   *
   * @throws io.gyre.loadtest.usage.UsageException where one can't be written
   */
  List<Output> checked() {
    List<Output> outputs = new ArrayList<>();
    if (json != null) {
      outputs.add(new Output(OutputFile.checked(json), ReportFile::of));
    }
    if (html != null) {
      outputs.add(new Output(OutputFile.checked(html), HtmlPage::of));
    }
    return outputs;
  }
}
