package io.gyre.cli.placement;

import io.gyre.cli.placement.PlacementReport.Hosted;
import io.gyre.cli.placement.PlacementReport.Hosting;
import io.gyre.cli.placement.PlacementReport.Lack;
import io.gyre.cli.placement.PlacementReport.Relocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays a placement out for people at a terminal. */
public final class PlacementTable {
  private static final List<String> MEMBERS =
      List.of("WORKER", "ZONE", "UNITS", "MEMORY", "FULL", "RESERVE", "HOSTS");
  private static final List<String> MOVES = List.of("UNIT", "MEMORY", "FROM", "TO");
  private static final int MOST_NAMES = 6;
  private static final int MOST_MOVES = 50;

  private PlacementTable() {}

  /**
   * The whole text.
   *
   * @param change what the moves are asked of, such as {@code without w3}; empty where nothing is
   */
  public static String of(PlacementReport report, String change) {
    StringBuilder text = new StringBuilder();
    text.append(table(MEMBERS, report.members().stream().map(PlacementTable::row).toList()));
    if (!change.isEmpty()) {
      text.append('\n').append(moves(report, change));
    }
    if (!report.shortfalls().isEmpty()) {
      text.append("\nfits nowhere, or not often enough:\n");
      report.shortfalls().forEach(lack -> text.append(line(lack)));
    }
    return text.toString();
  }

  private static List<String> row(Hosting member) {
    String names =
        member.units().stream()
            .limit(MOST_NAMES)
            .map(Hosted::unit)
            .collect(Collectors.joining(", "));
    int more = member.units().size() - MOST_NAMES;
    return List.of(
        member.id(),
        member.zone().isEmpty() ? "-" : member.zone(),
        Integer.toString(member.units().size()),
        bytes(member.usedBytes()) + " of " + bytes(member.memoryBytes()),
        member.memoryBytes() == 0
            ? "-"
            : Math.round(100.0 * member.usedBytes() / member.memoryBytes()) + " %",
        bytes(member.reserveBytes()),
        more > 0 ? names + " and " + more + " more" : names);
  }

  private static String moves(PlacementReport report, String change) {
    if (report.moves().isEmpty()) {
      return change + ", nothing moves\n";
    }
    List<Relocation> shown = report.moves().stream().limit(MOST_MOVES).toList();
    int more = report.moves().size() - shown.size();
    return "%s, %,d %s, %s to load:%n"
            .formatted(
                change,
                report.moves().size(),
                report.moves().size() == 1 ? "unit moves" : "units move",
                bytes(report.movedBytes()))
        + table(MOVES, shown.stream().map(PlacementTable::row).toList())
        + (more > 0 ? "and %,d more; --json has all%n".formatted(more) : "");
  }

  private static List<String> row(Relocation move) {
    return List.of(move.unit(), bytes(move.bytes()), names(move.from()), names(move.to()));
  }

  private static String names(List<String> members) {
    return members.isEmpty() ? "-" : String.join(", ", members);
  }

  private static String line(Lack lack) {
    return "  %s, %d of %d replicas placed: %s%n"
        .formatted(lack.unit(), lack.placed(), lack.wanted(), lack.reason());
  }

  private static String table(List<String> headings, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(headings);
    all.addAll(rows);
    int[] widths =
        IntStream.range(0, headings.size())
            .map(column -> all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return all.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, widths.length)
            .mapToObj(column ->
                cells.get(column) + " ".repeat(widths[column] - cells.get(column).length()))
            .collect(Collectors.joining("  "))
            .stripTrailing()
        + "\n";
  }

  private static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double number = bytes;
    int unit = 0;
    while (number >= 1024 && unit < units.length - 1) {
      number /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", number, units[unit]);
  }
}
