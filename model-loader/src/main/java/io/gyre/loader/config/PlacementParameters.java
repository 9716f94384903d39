package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code parameters} say of a model's place in a cluster.
 *
 * @param fewestReplicas of {@code replicas}, the replicas to have without demand; 0 where it
 *     doesn't say
 * @param mostReplicas of {@code replicas}, what demand may bring them to; 0 where it doesn't say
 * @param bytes {@code memory_bytes}: what one version holds once it is loaded; empty where that is
 *     to follow from its files
 */
public record PlacementParameters(int fewestReplicas, int mostReplicas, OptionalLong bytes) {
  private static final String REPLICAS = "replicas";
  private static final String MEMORY = "memory_bytes";
  private static final Pattern RANGE = Pattern.compile("([1-9]\\d{0,4})(?:\\.\\.([1-9]\\d{0,4}))?");
  private static final Pattern BYTES = Pattern.compile("\\d{1,18}");

  static PlacementParameters of(ModelConfig written) {
    Matcher range = RANGE.matcher(text(written, REPLICAS));
    int fewest = range.matches() ? Integer.parseInt(range.group(1)) : 0;
    int most = fewest > 0 && range.group(2) != null ? Integer.parseInt(range.group(2)) : fewest;
    String bytes = text(written, MEMORY);
    return new PlacementParameters(
        fewest,
        Math.max(fewest, most),
        BYTES.matcher(bytes).matches()
            ? OptionalLong.of(Long.parseLong(bytes))
            : OptionalLong.empty());
  }

  static List<Mistake> mistakes(ModelConfig written, Place root) {
    List<Mistake> mistakes = new ArrayList<>();
    if (written.containsParameters(REPLICAS)) {
      Matcher range = RANGE.matcher(text(written, REPLICAS));
      if (!range.matches()
          || (range.group(2) != null
              && Integer.parseInt(range.group(2)) < Integer.parseInt(range.group(1)))) {
        mistakes.add(
            root.at("parameters")
                .mistake(
                    "replicas such as 2, or 2..8 for the fewest and the most",
                    "\"" + text(written, REPLICAS) + "\""));
      }
    }
    if (written.containsParameters(MEMORY) && !BYTES.matcher(text(written, MEMORY)).matches()) {
      mistakes.add(
          root.at("parameters")
              .mistake("memory_bytes as a number", "\"" + text(written, MEMORY) + "\""));
    }
    return mistakes;
  }

  private static String text(ModelConfig written, String key) {
    return written.containsParameters(key)
        ? written.getParametersOrThrow(key).getStringValue().strip()
        : "";
  }
}
