package io.gyre.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The processor time of one thread, from Linux's file about it. */
final class ThreadTime {
  /** The unit of times in these files, whatever the kernel's own. */
  private static final Duration TICK = Duration.ofMillis(10);

  private static final int LONGEST_NAME = 15;
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ThreadTime() {}

  /** The time of the thread of {@code stat}, where its name is {@code name}; else none. */
  static Duration of(Path stat, String name) {
    try {
      return parse(Files.readString(stat), name);
    } catch (NoSuchFileException _) {
      return Duration.ZERO; // the thread has ended meanwhile
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As in {@code 4711 (name) S 1 ...}: the fields behind the name count from the state on. */
  static Duration parse(String stat, String name) {
    int end = stat.lastIndexOf(')');
    String found = stat.substring(stat.indexOf('(') + 1, end);
    if (!found.equals(name.substring(0, Math.min(name.length(), LONGEST_NAME)))) {
      return Duration.ZERO;
    }
    List<String> fields = List.of(stat.substring(end + 2).split(" "));
    return TICK.multipliedBy(Long.parseLong(fields.get(USER)) + Long.parseLong(fields.get(SYSTEM)));
  }
}
