package io.gyre.cli.tune;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Draws a tuning as an SVG: rows a second over the batch, a line for each use of the cores. */
public final class TuneChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 90;
  private static final int RIGHT = 190;
  private static final int TOP = 50;
  private static final int BOTTOM = 50;
  private static final List<String> COLOURS =
      List.of(
          "#2563eb", "#d97706", "#059669", "#db2777", "#7c3aed", "#0891b2", "#65a30d", "#dc2626");

  private final TuneReport report;
  private final StringBuilder svg = new StringBuilder();
  private final double highest;
  private final int mostRows;

  private TuneChart(TuneReport report) {
    this.report = report;
    this.highest = report.measured().stream().mapToDouble(Measured::upper).max().orElse(1);
    this.mostRows =
        report.measured().stream().mapToInt(one -> one.candidate().rows()).max().orElse(1);
  }

  /** A whole SVG document. */
  public static String svg(TuneReport report) {
    TuneChart chart = new TuneChart(report);
    chart.draw();
    return chart.svg.toString();
  }

  private void draw() {
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="%d" y="24" font-size="16">%s, version %d: rows a second by batch, on %d cores</text>
        """
            .formatted(
                WIDTH, HEIGHT, LEFT, escape(report.model()), report.version(), report.cores()));
    axes();
    int line = 0;
    for (var use : byUseOfCores().entrySet()) {
      draw(use.getKey(), use.getValue(), line++);
    }
    Measured choice = report.recommendation().choice();
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"9\" fill=\"none\" stroke=\"black\"><title>recommended</title></circle>\n",
            x(choice.candidate().rows()),
            y(choice.rowsPerSecond())));
    svg.append("</svg>\n");
  }

  private void axes() {
    for (int tick = 0; tick <= 4; tick++) {
      double value = highest * tick / 4;
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
              LEFT,
              WIDTH - RIGHT,
              y(value),
              y(value),
              LEFT - 8,
              y(value) + 4,
              number(value)));
    }
    report.measured().stream()
        .map(one -> one.candidate().rows())
        .distinct()
        .sorted()
        .forEach(rows ->
            svg.append(
                String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n",
                    x(rows),
                    HEIGHT - BOTTOM + 20,
                    rows)));
  }

  private SortedMap<String, List<Measured>> byUseOfCores() {
    return report.measured().stream()
        .collect(
            Collectors.groupingBy(
                one -> one.candidate().instances() + " × " + one.candidate().threads() + " threads",
                TreeMap::new,
                Collectors.toList()));
  }

  private void draw(String name, List<Measured> measured, int line) {
    String colour = COLOURS.get(line % COLOURS.size());
    List<Measured> ascending =
        measured.stream().sorted(Comparator.comparingInt(one -> one.candidate().rows())).toList();
    svg.append(
        String.format(
            Locale.ROOT,
            "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>\n",
            colour,
            ascending.stream()
                .map(one ->
                    String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        x(one.candidate().rows()),
                        y(one.rowsPerSecond())))
                .collect(Collectors.joining(" "))));
    for (Measured one : ascending) {
      double x = x(one.candidate().rows());
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/><circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s rows/s, p99 %.0f µs</title></circle>\n",
              x,
              x,
              y(one.lower()),
              y(one.upper()),
              colour,
              x,
              y(one.rowsPerSecond()),
              colour,
              number(one.rowsPerSecond()),
              one.p99Micros()));
    }
    int y = TOP + 10 + 20 * line;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%s</text>\n",
            WIDTH - RIGHT + 20,
            y,
            colour,
            WIDTH - RIGHT + 38,
            y + 11,
            escape(name)));
  }

  private double x(int rows) {
    double share = mostRows == 1 ? 0.5 : Math.log(rows) / Math.log(mostRows);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private double y(double rowsPerSecond) {
    return HEIGHT - BOTTOM - rowsPerSecond / highest * (HEIGHT - TOP - BOTTOM);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
