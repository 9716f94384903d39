package io.gyre.cli.models;

import java.util.List;
import java.util.Locale;

/** Lays models out as a table for people. */
public final class ModelsTable {
  private static final List<String> HEADINGS =
      List.of("MODEL", "VERSION", "STATE", "MEMORY", "REQUESTS/S", "BATCH", "REASON");

  private ModelsTable() {}

  /** The table, a heading and a line for each version. */
  public static String of(List<ServedModel> models) {
    return TextTable.of(HEADINGS, models.stream().map(ModelsTable::row).toList());
  }

  private static List<String> row(ServedModel model) {
    return List.of(
        model.model(),
        version(model),
        model.state().isEmpty() ? "not loaded" : model.state(),
        model.memoryBytes() > 0 ? TextTable.bytes(model.memoryBytes()) : "-",
        model.state().equals("READY")
            ? String.format(Locale.ROOT, "%.1f", model.requestsPerSecond())
            : "-",
        model.usefulBatchRows() > 0 ? Integer.toString(model.usefulBatchRows()) : "-",
        TextTable.oneLine(model.reason().isEmpty() ? model.notice() : model.reason()));
  }

  private static String version(ServedModel model) {
    String number = model.version().isEmpty() ? "-" : model.version();
    return model.names().isEmpty()
        ? number
        : number + " (" + String.join(", ", model.names()) + ")";
  }
}
