package io.gyre.cli.models;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays models out as a table for people. */
public final class ModelsTable {
  private static final List<String> HEADINGS =
      List.of("MODEL", "VERSION", "STATE", "MEMORY", "REQUESTS/S", "BATCH", "REASON");

  private ModelsTable() {}

  /** The table, a heading and a line for each version. */
  public static String of(List<ServedModel> models) {
    List<List<String>> rows = models.stream().map(ModelsTable::row).toList();
    int[] widths =
        IntStream.range(0, HEADINGS.size())
            .map(column ->
                Math.max(
                    HEADINGS.get(column).length(),
                    rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toArray();
    return line(HEADINGS, widths)
        + rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static List<String> row(ServedModel model) {
    return List.of(
        model.model(),
        dash(model.version()),
        model.state().isEmpty() ? "not loaded" : model.state(),
        model.memoryBytes() > 0 ? bytes(model.memoryBytes()) : "-",
        model.state().equals("READY")
            ? String.format(Locale.ROOT, "%.1f", model.requestsPerSecond())
            : "-",
        model.usefulBatchRows() > 0 ? Integer.toString(model.usefulBatchRows()) : "-",
        (model.reason().isEmpty() ? model.notice() : model.reason())
            .strip()
            .replaceAll("\\R+", "; ")
            .replaceAll("\\s+", " "));
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

  private static String dash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private static String bytes(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
  }
}
