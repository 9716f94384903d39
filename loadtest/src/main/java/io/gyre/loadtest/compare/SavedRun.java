package io.gyre.loadtest.compare;

import java.util.List;

/**
 * A valid run, read from a report.
 *
 * @param whole all of it
 * @param seconds its measured intervals, a second each, one after the other
 * @param cores that the generator kept busy
 */
record SavedRun(Part whole, List<Part> seconds, double cores) {
  SavedRun {
    seconds = List.copyOf(seconds);
  }
}
