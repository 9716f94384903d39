package io.gyre.cli.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays a tuning out for people at a terminal: a table with bars, and what follows from it. */
public final class TuneTable {
  private static final List<String> HEADINGS =
      List.of("BATCH", "INSTANCES", "THREADS", "ROWS/S", "SPREAD", "P50", "P99", "");

  private static final int LONGEST_BAR = 30;

  private TuneTable() {}

  /** The whole text. */
  public static String of(TuneReport report) {
    double best = report.recommendation().best().rowsPerSecond();
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    report.measured().forEach(one -> rows.add(row(one, report.recommendation(), best)));
    int[] widths =
        IntStream.range(0, HEADINGS.size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining())
        + "\n"
        + verdict(report)
        + "\n"
        + report.configuration().indent(2);
  }

  private static List<String> row(Measured one, Recommendation recommendation, double best) {
    Candidate candidate = one.candidate();
    String bar = "█".repeat((int) Math.round(LONGEST_BAR * one.rowsPerSecond() / best));
    return List.of(
        Integer.toString(candidate.rows()),
        Integer.toString(candidate.instances()),
        Integer.toString(candidate.threads()),
        String.format(Locale.ROOT, "%,.0f", one.rowsPerSecond()),
        String.format(Locale.ROOT, "±%.0f %%", 100 * one.spread()),
        time(one.p50Micros()),
        time(one.p99Micros()),
        bar + (one == recommendation.choice() ? " ◀" : ""));
  }

  private static String time(double micros) {
    return micros < 1000
        ? String.format(Locale.ROOT, "%.0f µs", micros)
        : String.format(Locale.ROOT, "%.1f ms", micros / 1000);
  }

  private static String line(List<String> cells, int[] widths) {
    int last = cells.size() - 1;
    return IntStream.rangeClosed(0, last)
            .mapToObj(column ->
                column == last
                    ? cells.get(column)
                    : " ".repeat(widths[column] - cells.get(column).length()) + cells.get(column))
            .collect(Collectors.joining("  "))
            .stripTrailing()
        + "\n";
  }

  private static String verdict(TuneReport report) {
    Recommendation found = report.recommendation();
    StringBuilder text = new StringBuilder();
    if (!report.notice().isEmpty()) {
      text.append("Note: ").append(report.notice()).append("\n\n");
    }
    if (found.asGood() > 1) {
      text.append(found.asGood())
          .append(
              " candidates can't be told from the best within 5 % or the trials' spread;"
                  + " of these the one with the fewest threads, then the smallest batch:\n");
    } else {
      text.append("The best by more than the trials' spread:\n");
    }
    return text.toString();
  }
}
