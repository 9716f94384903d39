package io.gyre.bench.report;

import io.gyre.bench.figure.Conditions;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.RunFile;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The generated part of the page: a table for the runs of each conditions. */
final class FigurePage {
  private static final String HEAD =
      """
      | figure | asked | ratio | measured | limit | turns | spread | |
      |---|---|---|---|---|---|---|---|
      """;

  private FigurePage() {}

  /**
   * The part as Markdown.
   *
   * @param runs in the order in which they are shown
   * @param plot where the plot of them is, from the page
   */
  static String of(List<RunFile> runs, String plot) {
    StringBuilder page = new StringBuilder();
    page.append("![What is asked, and what was measured](").append(plot).append(")\n");
    runs.stream()
        .collect(
            Collectors.groupingBy(
                FigurePage::heading, java.util.LinkedHashMap::new, Collectors.toList()))
        .forEach((heading, same) -> {
          page.append('\n').append(heading).append("\n\n").append(HEAD);
          same.stream().flatMap(run -> run.figures().stream()).forEach(f -> page.append(row(f)));
        });
    return page.toString();
  }

  private static String heading(RunFile run) {
    Conditions conditions = run.conditions();
    return "Measured %s on %s; %s; %s."
        .formatted(
            conditions.date(), conditions.machine(), conditions.versions(), conditions.effort());
  }

  private static String row(Figure figure) {
    String met = !figure.asked().isBound() ? "" : figure.isMet() ? " ✓" : " **missed**";
    return "| `%s` | %s%s | %s | %s %s | %s | %d | %.0f %% | %s |%n"
        .formatted(
            figure.id(),
            figure.asked(),
            met,
            ratio(figure.ratio()),
            number(figure.value()),
            figure.unit(),
            number(figure.limit()),
            figure.runs(),
            100 * figure.spread(),
            figure.note().replace("|", "\\|"));
  }

  private static String ratio(double ratio) {
    return Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.3f", ratio);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%,.2f" : "%,.0f", value);
  }
}
