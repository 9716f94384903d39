package io.gyre.bench.soak;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pauses in a Java virtual machine's log of collections. */
final class Pauses {
  /** As in {@code [1.234s][info][gc] GC(7) Pause Young (Normal) 34M->2M(62M) 3.456ms}. */
  private static final Pattern PAUSE = Pattern.compile("Pause .* (\\d+\\.\\d+)ms$");

  private Pauses() {}

  /** Milliseconds of each, in order. */
  static List<Double> millis(List<String> log) {
    return log.stream()
        .map(PAUSE::matcher)
        .filter(Matcher::find)
        .map(pause -> Double.parseDouble(pause.group(1)))
        .toList();
  }
}
