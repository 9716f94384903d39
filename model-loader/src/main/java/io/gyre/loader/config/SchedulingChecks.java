package io.gyre.loader.config;

import java.util.List;
import java.util.stream.Stream;

/** Finds schedulers that exclude each other: the parser keeps the last, and says nothing. */
final class SchedulingChecks {
  private SchedulingChecks() {}

  static List<Mistake> of(Place root) {
    List<String> written =
        Stream.of("dynamic_batching", "sequence_batching", "ensemble_scheduling")
            .filter(root::writes)
            .toList();
    return written.size() < 2
        ? List.of()
        : List.of(
            root.at(written.getLast())
                .mistake("one scheduler for a model", String.join(" beside ", written)));
  }
}
