package io.gyre.loadtest.compare;

import io.gyre.loadtest.usage.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two reports side by side.
 *
 * @param a what is compared with
 * @param b what is compared
 * @param tolerance how much worse b may be, as a share
 * @param loads that both measured
 * @param highest the rates that both searched for, where they did
 * @param notes what a reader should know besides, each a sentence
 */
public record Comparison(
    SavedReport a,
    SavedReport b,
    double tolerance,
    List<LoadComparison> loads,
    Optional<HighestComparison> highest,
    List<String> notes) {
  public Comparison {
    loads = List.copyOf(loads);
    notes = List.copyOf(notes);
  }

  /**
   * Compares two reports.
   *
   * @throws UsageException where they have nothing in common
   */
  public static Comparison of(SavedReport a, SavedReport b, double tolerance) {
    if (!a.model().equals(b.model())) {
      throw new UsageException(
          "the reports are of different models: %s of '%s', %s of '%s'"
              .formatted(a.file(), a.model(), b.file(), b.model()));
    }
    List<LoadComparison> loads = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean common = false;
    for (SavedLoad first : a.loads().values()) {
      SavedLoad second = b.loads().get(first.load());
      if (second == null) {
        notes.add("only %s has the load %s".formatted(a.file(), first.load()));
        continue;
      }
      common = true;
      note(notes, a, first);
      note(notes, b, second);
      if (!first.settings().equals(second.settings())) {
        notes.add(
            "%s: settings differ: %s against %s"
                .formatted(first.load(), first.settings(), second.settings()));
      }
      if (!first.runs().isEmpty() && !second.runs().isEmpty()) {
        loads.add(LoadComparison.of(first, second));
      }
    }
    b.loads().keySet().stream()
        .filter(load -> !a.loads().containsKey(load))
        .forEach(load -> notes.add("only %s has the load %s".formatted(b.file(), load)));
    Optional<HighestComparison> highest = HighestComparison.of(a, b);
    if (loads.isEmpty() && highest.isEmpty()) {
      throw new UsageException(
          common
              ? "nothing to compare: every run is INVALID of a load that both reports have; "
                  + notes.getFirst()
              : "the reports have no load in common: %s of %s, %s of %s"
                  .formatted(a.file(), a.loads().keySet(), b.file(), b.loads().keySet()));
    }
    return new Comparison(a, b, tolerance, loads, highest, notes);
  }

  private static void note(List<String> notes, SavedReport report, SavedLoad load) {
    if (load.invalid() > 0) {
      notes.add(
          "%s, %s: %d of %d runs are INVALID and left out"
              .formatted(
                  report.file(), load.load(), load.invalid(), load.invalid() + load.runs().size()));
    }
  }

  /** Whether a figure of a load is surely worse by more than is tolerated. */
  public boolean isRegression() {
    return loads.stream().anyMatch(load -> load.isRegression(tolerance))
        || highest.filter(rates -> rates.isRegression(tolerance)).isPresent();
  }
}
