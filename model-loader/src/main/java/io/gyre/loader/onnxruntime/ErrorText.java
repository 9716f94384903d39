package io.gyre.loader.onnxruntime;

import java.util.regex.Pattern;

/** Strips the runtime's error messages of what only its own developers can use. */
final class ErrorText {
  /**
   * Source file, line and the function's signature, which ends with its parameters and what follows
   * them.
   */
  private static final Pattern SOURCE =
      Pattern.compile(
          "/onnxruntime_src/\\S+:\\d+ .*?\\)"
              + "(?: const)?(?: \\[with [^\\]]*\\])?(?:::<lambda\\([^)]*\\)>)? ");

  private static final Pattern SHORT_SOURCE = Pattern.compile("\\b\\w+\\.(?:cc|h):\\d+ \\w+ ");
  private static final Pattern STATUS =
      Pattern.compile("\\[ONNXRuntimeError\\] : \\d+ : [A-Z_]+ : ");
  private static final Pattern LOAD = Pattern.compile("^Load model from .*? failed: ?");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private ErrorText() {}

  /** The message in one line, without places in the runtime's source. */
  static String clean(String text) {
    String clean = SPACE.matcher(text).replaceAll(" ").strip();
    clean = LOAD.matcher(clean).replaceFirst("");
    clean = SOURCE.matcher(clean).replaceAll("");
    clean = SHORT_SOURCE.matcher(clean).replaceAll("");
    return STATUS.matcher(clean).replaceAll("");
  }
}
