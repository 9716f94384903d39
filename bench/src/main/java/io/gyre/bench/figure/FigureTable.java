package io.gyre.bench.figure;

import java.util.List;
import java.util.Locale;

/** Prints figures for a person: one line each, columns aligned. */
public final class FigureTable {
  private FigureTable() {}

  /** The table as lines with a heading. */
  public static String of(List<Figure> figures) {
    StringBuilder text = new StringBuilder();
    text.append(
        row("figure", "value", "limit", "unit", "ratio", "asked", "", "runs", "spread", ""));
    for (Figure figure : figures) {
      text.append(
          row(
              figure.id(),
              number(figure.value()),
              number(figure.limit()),
              figure.unit(),
              ratio(figure.ratio()),
              figure.asked().toString(),
              !figure.asked().isBound() ? "" : figure.isMet() ? "met" : "MISSED",
              Integer.toString(figure.runs()),
              String.format(Locale.ROOT, "%.1f %%", 100 * figure.spread()),
              figure.note()));
    }
    return text.toString();
  }

  private static String row(String... cells) {
    return String.format(
            Locale.ROOT, "%-24s %12s %12s %-6s %7s %9s %-6s %5s %8s  %s", (Object[]) cells)
        .stripTrailing()
        .concat("\n");
  }

  /** A ratio as tables show it; a dash where there is none. */
  static String ratio(double ratio) {
    return Double.isNaN(ratio) ? "-" : String.format(Locale.ROOT, "%.3f", ratio);
  }

  /** A number as tables show it; a dash where there is none. */
  static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,.1f", value);
  }
}
