package io.gyre.bench.report;

import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Asked.Direction;
import io.gyre.bench.figure.Asked.Of;
import io.gyre.bench.figure.Figure;
import java.util.List;
import java.util.Locale;

/** A plot of how near each figure is to what is asked of it, as SVG. */
final class FigurePlot {
  private static final int ROW = 22;
  private static final int LABELS = 210;
  private static final int SCALE = 300;
  private static final int TOP = 34;
  private static final double LONGEST = 1.5;

  private FigurePlot() {}

  /** The plot of those figures of which something is asked. */
  static String of(List<Figure> figures) {
    List<Figure> shown = figures.stream().filter(f -> f.asked().isBound()).toList();
    int height = TOP + ROW * shown.size() + 10;
    int width = LABELS + (int) (SCALE * LONGEST) + 70;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="sans-serif" font-size="12">
            <rect width="%1$d" height="%2$d" fill="#ffffff"/>
            <text x="%3$d" y="20" text-anchor="middle" fill="#333333">as asked</text>
            """,
            width,
            height,
            LABELS + SCALE));
    for (int i = 0; i < shown.size(); i++) {
      svg.append(bar(shown.get(i), TOP + ROW * i));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%1$d\" y1=\"26\" x2=\"%1$d\" y2=\"%2$d\" stroke=\"#333333\"/>%n</svg>%n",
            LABELS + SCALE,
            height - 6));
    return svg.toString();
  }

  private static String bar(Figure figure, int y) {
    double share = share(figure);
    double length = SCALE * Math.min(LONGEST, share);
    return String.format(
        Locale.ROOT,
        """
        <text x="%d" y="%d" text-anchor="end" fill="#333333">%s</text>
        <rect x="%d" y="%d" width="%.1f" height="14" fill="%s"/>
        <text x="%.1f" y="%d" fill="#333333">%.0f %%</text>
        """,
        LABELS - 8,
        y + 12,
        figure.id(),
        LABELS,
        y,
        length,
        figure.isMet() ? "#2f855a" : "#c05621",
        LABELS + length + 6,
        y + 12,
        100 * share);
  }

  /** How much of what is asked the figure is: 1 and more where it is met. */
  static double share(Figure figure) {
    Asked asked = figure.asked();
    double number = asked.of() == Of.RATIO ? figure.ratio() : figure.value();
    if (Double.isNaN(number)) {
      return 0;
    }
    if (asked.direction() == Direction.AT_LEAST) {
      return Math.max(0, number / asked.bound());
    }
    return number <= 0 ? LONGEST : asked.bound() / number;
  }
}
