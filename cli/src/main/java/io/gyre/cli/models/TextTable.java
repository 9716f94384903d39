package io.gyre.cli.models;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays rows of cells out in columns, for people. */
public final class TextTable {
  private TextTable() {}

  /** The table, a line for the headings and one for each row. */
  public static String of(List<String> headings, List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, headings.size())
            .map(column ->
                Math.max(
                    headings.get(column).length(),
                    rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toArray();
    return line(headings, widths)
        + rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  /** A text of several lines as one. */
  public static String oneLine(String text) {
    return text.strip().replaceAll("\\R+", "; ").replaceAll("\\s+", " ");
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
            .mapToObj(column -> pad(cells.get(column), widths[column]))
            .collect(Collectors.joining("  "))
            .stripTrailing()
        + "\n";
  }

  private static String pad(String cell, int width) {
    return cell + " ".repeat(width - cell.length());
  }

  /** A number of bytes in the unit that suits it. */
  public static String bytes(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    if (bytes < 1 << 20) {
      return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
    }
    return bytes < 1L << 30
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / 1024.0 / 1024.0 / 1024.0);
  }
}
