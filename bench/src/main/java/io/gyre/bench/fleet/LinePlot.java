package io.gyre.bench.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over the events of a simulation, as SVG: one panel below the other. */
final class LinePlot {
  private static final int WIDTH = 760;
  private static final int PANEL = 150;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 30;
  private static final List<String> COLOURS = List.of("#2b6cb0", "#c05621");

  private final List<Integer> events;
  private final List<Panel> panels = new ArrayList<>();

  /**
   * A line.
   *
   * @param values one for each event
   */
  record Line(String name, List<Double> values) {}

  private record Panel(String title, List<Line> lines) {}

  /**
   * @param events where on the horizontal axis the values are
   */
  LinePlot(List<Integer> events) {
    this.events = events;
  }

  void add(String title, Line... lines) {
    panels.add(new Panel(title, List.of(lines)));
  }

  String svg() {
    int height = panels.size() * (PANEL + TOP) + 30;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="sans-serif" font-size="12" fill="#333333">
            <rect width="%1$d" height="%2$d" fill="#ffffff"/>
            """,
            WIDTH,
            height));
    for (int i = 0; i < panels.size(); i++) {
      svg.append(panel(panels.get(i), i * (PANEL + TOP) + TOP));
    }
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%,d events</text>%n</svg>%n"
            .formatted(WIDTH - RIGHT, height - 10, events.getLast()));
    return svg.toString();
  }

  private String panel(Panel panel, int top) {
    double most =
        panel.lines().stream()
            .flatMap(line -> line.values().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <text x="%d" y="%d" font-weight="bold">%s</text>
            <path d="M%d %dV%dH%d" fill="none" stroke="#999999"/>
            <text x="%d" y="%d" text-anchor="end">%.2f</text>
            <text x="%d" y="%d" text-anchor="end">0</text>
            """,
            LEFT,
            top - 8,
            panel.title(),
            LEFT,
            top,
            top + PANEL - 20,
            WIDTH - RIGHT,
            LEFT - 6,
            top + 10,
            most,
            LEFT - 6,
            top + PANEL - 20));
    for (int i = 0; i < panel.lines().size(); i++) {
      Line line = panel.lines().get(i);
      String colour = COLOURS.get(i % COLOURS.size());
      svg.append(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>%n"
              .formatted(points(line, most, top), colour));
      svg.append(
          "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"%s\">%s</text>%n"
              .formatted(WIDTH - RIGHT - 160 * i, top - 8, colour, line.name()));
    }
    return svg.toString();
  }

  private String points(Line line, double most, int top) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      double x = LEFT + (WIDTH - LEFT - RIGHT) * events.get(i) / (double) events.getLast();
      double y = top + (PANEL - 20) * (1 - line.values().get(i) / Math.max(most, 1e-12));
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    return points.toString().strip();
  }
}
