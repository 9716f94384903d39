package io.gyre.loader.onnxruntime;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the runtime's errors of failed runs. */
final class RunFailure {
  private static final Pattern IN_NODE =
      Pattern.compile(
          "Non-zero status code returned while running (\\S+) node\\. Name:'(.*?)' Status Message: ");
  private static final Pattern MISSING_INPUT = Pattern.compile("Missing Input: (.+)");
  private static final Pattern WRONG_DIMENSION =
      Pattern.compile(
          "Got invalid dimensions for input: (.+) for the following indices"
              + " index: (\\d+) Got: (\\d+) Expected: (\\d+)");

  private RunFailure() {}

  /** Whether an output's shape wasn't that of the memory given for it. */
  static boolean isShapeMismatch(OrtException e) {
    return e.text().contains("pre-allocated output OrtValues");
  }

  /** What went wrong, for whoever sent the request. */
  static String describe(OrtException e) {
    String text = ErrorText.clean(e.text());
    Matcher missing = MISSING_INPUT.matcher(text);
    if (missing.find()) {
      return "input " + missing.group(1) + " is missing";
    }
    Matcher dimension = WRONG_DIMENSION.matcher(text);
    if (dimension.find()) {
      return "input %s: expected size %s in dimension %s, found %s"
          .formatted(
              dimension.group(1), dimension.group(4), dimension.group(2), dimension.group(3));
    }
    return IN_NODE.matcher(text).replaceAll(RunFailure::operator);
  }

  private static String operator(MatchResult node) {
    String name = node.group(2).isBlank() ? "" : " \"" + node.group(2).strip() + "\"";
    return Matcher.quoteReplacement("operator " + node.group(1) + name + " failed: ");
  }
}
