package io.gyre.cli.models;

import io.gyre.router.history.HistoryEvent;
import java.util.List;
import java.util.Locale;

/** Lays out what became of a model as a table for people. */
public final class HistoryTable {
  private static final List<String> HEADINGS =
      List.of(
          "TIME", "WHAT", "FROM", "TO", "ASKED BY", "TOOK", "LOAD", "WARM-UP", "CHECK", "OUTCOME");

  private HistoryTable() {}

  /** The table, a heading and a line for each event. */
  public static String of(List<HistoryEvent> events) {
    return TextTable.of(HEADINGS, events.stream().map(HistoryTable::row).toList());
  }

  private static List<String> row(HistoryEvent event) {
    return List.of(
        event.at(),
        event.what(),
        version(event.from()),
        version(event.to()),
        event.asker(),
        seconds(event.seconds()),
        seconds(event.loadSeconds()),
        seconds(event.warmUpSeconds()),
        seconds(event.validationSeconds()),
        TextTable.oneLine(event.outcome()));
  }

  private static String version(long version) {
    return version == 0 ? "-" : Long.toString(version);
  }

  private static String seconds(double seconds) {
    return seconds == 0 ? "-" : String.format(Locale.ROOT, "%.3f s", seconds);
  }
}
