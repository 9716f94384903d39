package io.gyre.loader.onnxruntime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The command line of this process, which ONNX Runtime 1.29 reads when its environment is created:
 * one of 3,968 bytes or more was seen to end the process there, without a word.
 */
record CommandLine(Path file) {
  private static final int LONGEST = 3967;

  /** Linux's record of it; other systems have none, and no such defect is known of them. */
  static final CommandLine OF_THIS_PROCESS = new CommandLine(Path.of("/proc/self/cmdline"));

  /**
   * Checks that the runtime survives it.
   *
   * @throws IllegalStateException where it is too long; says what to do
   */
  void check() {
    int length = length();
    if (length > LONGEST) {
      throw new IllegalStateException(
          "this process's command line has %d bytes, and ONNX Runtime ends a process whose command line has more than %d: move options into a file (--config FILE), and the class path into an argument file (java @FILE)"
              .formatted(length, LONGEST));
    }
  }

  private int length() {
    try {
      return Files.readAllBytes(file).length;
    } catch (IOException _) {
      return 0;
    }
  }
}
