package io.gyre.loadtest.compare;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison as text for a terminal. */
public final class ComparisonTable {
  private static final String ROW = "%-16s %12s %12s %10s  %-22s %s";

  private final StringBuilder text = new StringBuilder();

  private ComparisonTable() {}

  /** The lines, each with its end. */
  public static String of(Comparison comparison) {
    ComparisonTable table = new ComparisonTable();
    table.line("a           %s, %s", comparison.a().file(), comparison.a().target());
    table.line("b           %s, %s", comparison.b().file(), comparison.b().target());
    table.line("model       %s", comparison.a().model());
    comparison.notes().forEach(note -> table.line("note        %s", note));
    comparison.loads().forEach(load -> table.rows(load, comparison.tolerance()));
    comparison.highest().ifPresent(rates -> table.highest(rates, comparison.tolerance()));
    table.line("");
    table.line(
        comparison.isRegression()
            ? "b is WORSE than a by more than %s"
            : "no figure of b is surely worse than a's by more than %s",
        percent(comparison.tolerance()).substring(1));
    return table.text.toString();
  }

  private void rows(LoadComparison load, double tolerance) {
    line("");
    line("%s; %s", load.load(), load.method().sentence());
    line(ROW, "", "a", "b", "change", "from, to", "");
    for (Change change : load.changes()) {
      line(
          ROW,
          change.figure().label(),
          number(change.a()),
          number(change.b()),
          share(change.figure(), change.change()),
          range(change.figure(), change.range()),
          word(change.judgement(tolerance)));
    }
    line(ROW, "generator cores", number(load.coresA()), number(load.coresB()), "", "", "");
  }

  private void highest(HighestComparison rates, double tolerance) {
    line("");
    line("highest rate that keeps %s; one search each, so no interval", rates.objective());
    line(
        ROW,
        Figure.RATE.label(),
        number(rates.a()),
        number(rates.b()),
        share(Figure.RATE, rates.change().change()),
        "",
        word(rates.change().judgement(tolerance)));
  }

  private static String word(Change.Judgement judgement) {
    return switch (judgement) {
      case WORSE -> "WORSE";
      case BETTER -> "better";
      case SAME, NONE -> "";
      case UNSURE -> "unsure";
    };
  }

  private static String range(Figure figure, @Nullable Range range) {
    return range == null ? "" : share(figure, range.low()) + ", " + share(figure, range.high());
  }

  private static String share(Figure figure, double change) {
    if (!Double.isFinite(change)) {
      return "";
    }
    return figure == Figure.ERRORS ? String.format(Locale.ROOT, "%+.3f", change) : percent(change);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%+.1f %%", share * 100);
  }

  private static String number(double figure) {
    return Double.isNaN(figure) ? "none" : String.format(Locale.ROOT, "%.3f", figure);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing())
        .append(System.lineSeparator());
  }
}
