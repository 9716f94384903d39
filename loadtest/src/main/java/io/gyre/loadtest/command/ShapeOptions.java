package io.gyre.loadtest.command;

import io.gyre.inference.tensor.Shape;
import io.gyre.loadtest.usage.UsageException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shapes of inputs, as {@code --shape} gives them. */
final class ShapeOptions {
  private ShapeOptions() {}

  /**
   * Reads texts like {@code input:1,224,224}.
   *
   * @throws UsageException where one is not like that
   */
  static Map<String, Shape> parse(List<String> texts) {
    Map<String, Shape> shapes = new HashMap<>();
    for (String text : texts) {
      int colon = text.lastIndexOf(':');
      if (colon <= 0) {
        throw unreadable(text);
      }
      try {
        long[] dims =
            Arrays.stream(text.substring(colon + 1).split(",", -1))
                .mapToLong(Long::parseLong)
                .toArray();
        if (Arrays.stream(dims).anyMatch(dim -> dim < 0)) {
          throw unreadable(text);
        }
        shapes.put(text.substring(0, colon), Shape.of(dims));
      } catch (NumberFormatException e) {
        throw unreadable(text);
      }
    }
    return shapes;
  }

  private static UsageException unreadable(String text) {
    return new UsageException("expected --shape like input:1,224,224, found '" + text + "'");
  }
}
