package io.gyre.bench.loadtest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The cores that a process may run on.
 *
 * @param list as taskset takes them; empty for all
 */
record Cores(String list) {
  private static final String TASKSET = "/usr/bin/taskset";

  /** All of them. */
  static Cores all() {
    return new Cores("");
  }

  /** The first, for the generator; all, where there is only one or nothing to pin with. */
  static Cores first() {
    return divisible() ? new Cores("0") : all();
  }

  /** All but the first, for the server; all, where they can't be divided. */
  static Cores others() {
    return divisible() ? new Cores("1-" + (count() - 1)) : all();
  }

  /** Whether a process can have a core for itself. */
  static boolean divisible() {
    return count() > 1 && Files.isExecutable(Path.of(TASKSET));
  }

  /** {@code command}, bound to these cores. */
  List<String> pinned(List<String> command) {
    if (list.isEmpty()) {
      return command;
    }
    List<String> pinned = new ArrayList<>(List.of(TASKSET, "-c", list));
    pinned.addAll(command);
    return pinned;
  }

  private static int count() {
    return Runtime.getRuntime().availableProcessors();
  }
}
