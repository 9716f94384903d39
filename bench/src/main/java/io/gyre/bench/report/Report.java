package io.gyre.bench.report;

import io.gyre.bench.figure.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The page of benchmarks in a folder of documents, made anew from the runs that lie beside it. What
 * is written by hand, outside the markers, stays.
 *
 * @param docs holds {@code BENCHMARKS.md}, and the runs in {@code benchmarks/*.json}
 */
public record Report(Path docs) {
  private static final String BEGIN = "<!-- bench:begin -->";
  private static final String END = "<!-- bench:end -->";
  private static final String PLOT = "asked.svg";

  /** Where the run of an experiment is kept. */
  public Path run(String experiment) throws IOException {
    return Files.createDirectories(runs()).resolve(experiment + ".json");
  }

  /** Makes page and plot anew. */
  public void renew() throws IOException {
    List<RunFile> kept;
    try (Stream<Path> files = Files.list(runs())) {
      kept =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .sorted()
              .map(RunFile::read)
              .toList();
    }
    Files.writeString(
        runs().resolve(PLOT),
        FigurePlot.of(kept.stream().flatMap(run -> run.figures().stream()).toList()));
    Path page = docs.resolve("BENCHMARKS.md");
    String text = Files.exists(page) ? Files.readString(page) : "# Benchmarks\n";
    Files.writeString(page, renewed(text, FigurePage.of(kept, "benchmarks/" + PLOT)));
  }

  private Path runs() {
    return docs.resolve("benchmarks");
  }

  /** The page with {@code part} between its markers, which are put at its end where it has none. */
  static String renewed(String page, String part) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 && end < 0) {
      return page.stripTrailing() + "\n\n" + BEGIN + "\n" + part + END + "\n";
    }
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "expected %s and then %s in the page, found one of them or another order"
              .formatted(BEGIN, END));
    }
    return page.substring(0, begin + BEGIN.length()) + "\n" + part + page.substring(end);
  }
}
