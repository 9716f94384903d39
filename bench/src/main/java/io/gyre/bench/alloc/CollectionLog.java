package io.gyre.bench.alloc;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Java virtual machine's log of collections says of allocation. */
final class CollectionLog {
  private static final long MEGABYTE = 1 << 20;

  /** As in {@code [1.234s][info][gc] GC(7) Pause Young (Allocation Failure) 34M->2M(62M) 3.4ms}. */
  private static final Pattern PAUSE = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\)");

  private CollectionLog() {}

  /**
   * Bytes allocated from the first collection in {@code lines} to the last: what the heap grew by
   * between each and the one before.
   *
   * @throws IllegalStateException where there are fewer than two
   */
  static long allocated(List<String> lines) {
    long total = 0;
    long left = -1;
    int collections = 0;
    for (String line : lines) {
      Matcher pause = PAUSE.matcher(line);
      if (pause.find()) {
        collections++;
        total += left < 0 ? 0 : Long.parseLong(pause.group(1)) - left;
        left = Long.parseLong(pause.group(2));
      }
    }
    if (collections < 2) {
      throw new IllegalStateException("expected two collections or more, found " + collections);
    }
    return total * MEGABYTE;
  }
}
