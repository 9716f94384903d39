package io.gyre.cli.models;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays cells out in columns, each as wide as its widest cell. */
final class TextTable {
  private TextTable() {}

  static String of(List<String> headings, List<List<String>> rows) {
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
  static String oneLine(String text) {
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
}
