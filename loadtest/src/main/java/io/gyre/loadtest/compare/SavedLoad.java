package io.gyre.loadtest.compare;

import java.util.List;
import java.util.stream.Stream;

/**
 * A load of a report.
 *
 * @param load its description
 * @param settings the rest of what was asked for, in words
 * @param runs that are valid
 * @param invalid how many are not
 */
record SavedLoad(String load, String settings, List<SavedRun> runs, int invalid) {
  SavedLoad {
    runs = List.copyOf(runs);
  }

  /** This and another measurement of the same load, as one. */
  SavedLoad with(SavedLoad other) {
    List<SavedRun> both = Stream.concat(runs.stream(), other.runs.stream()).toList();
    return new SavedLoad(load, settings, both, invalid + other.invalid);
  }

  double cores() {
    return runs.stream().mapToDouble(SavedRun::cores).average().orElse(0);
  }
}
