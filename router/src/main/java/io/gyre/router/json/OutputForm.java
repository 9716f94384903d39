package io.gyre.router.json;

import java.util.Map;

/**
 * Which outputs the client wants as binary data, and which as JSON.
 *
 * @param binaryByDefault the form of every output without one of its own
 * @param binary the outputs whose form the client chose by name
 */
public record OutputForm(boolean binaryByDefault, Map<String, Boolean> binary) {
  /** All outputs as JSON. */
  public static final OutputForm JSON = new OutputForm(false, Map.of());

  /** All outputs as binary data. */
  public static final OutputForm BINARY = new OutputForm(true, Map.of());

  public OutputForm {
    binary = Map.copyOf(binary);
  }

  /** Whether {@code output} is wanted as binary data. */
  public boolean isBinary(String output) {
    return binary.isEmpty() ? binaryByDefault : binary.getOrDefault(output, binaryByDefault);
  }
}
