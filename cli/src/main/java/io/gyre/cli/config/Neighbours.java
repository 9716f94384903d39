package io.gyre.cli.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds what somebody probably meant. */
final class Neighbours {
  private Neighbours() {}

  /**
   * The candidate with the fewest edits from {@code word}; a part of it counts as a whole word too.
   */
  static String nearest(String word, List<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .orElseThrow();
  }

  private static int distance(String word, String candidate) {
    String dashed = candidate.replace('.', '-');
    int ofParts =
        Stream.concat(Stream.of(dashed), Arrays.stream(candidate.split("\\.")))
            .mapToInt(part -> 1 + edits(word, part))
            .min()
            .orElseThrow();
    return Math.min(edits(word, candidate), ofParts);
  }

  /** Number of characters to insert, delete or replace, by Levenshtein. */
  static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
