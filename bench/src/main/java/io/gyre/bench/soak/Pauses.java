package io.gyre.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pauses in a Java virtual machine's log of collections, in milliseconds.
 *
 * @param full of full collections, in order
 * @param others of all others
 */
record Pauses(List<Double> full, List<Double> others) {
  /** As in {@code [1.234s][info][gc] GC(7) Pause Young (Normal) 34M->2M(62M) 3.456ms}. */
  private static final Pattern PAUSE = Pattern.compile("Pause (\\w+).* (\\d+\\.\\d+)ms$");

  static Pauses of(List<String> log) {
    List<Double> full = new ArrayList<>();
    List<Double> others = new ArrayList<>();
    for (String line : log) {
      Matcher pause = PAUSE.matcher(line);
      if (pause.find()) {
        (pause.group(1).equals("Full") ? full : others).add(Double.parseDouble(pause.group(2)));
      }
    }
    return new Pauses(full, others);
  }
}
