package io.gyre.inference.wire;

import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The text that stands for a model's version in the protocol: a whole number from 1 up, an alias,
 * or nothing for the default.
 */
public final class VersionText {
  private VersionText() {}

  /** Why {@code text} names no version, or null where it may. */
  public static @Nullable Refusal check(String text) {
    return text.isEmpty() || parse(text) != VersionChoice.ANY
        ? null
        : Refusal.invalid(
            "model version '"
                + text
                + "' is neither a whole number from 1 up nor an alias; leave it out for the default"
                + " version");
  }

  /** The version named; any where {@code text} names none. */
  public static VersionChoice parse(String text) {
    if (text.isEmpty()) {
      return VersionChoice.ANY;
    }
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return VersionChoice.isAlias(text) ? new VersionChoice.Named(text) : VersionChoice.ANY;
    }
    try {
      long version = Long.parseLong(text);
      return version > 0 ? VersionChoice.of(version) : VersionChoice.ANY;
    } catch (NumberFormatException _) {
      return VersionChoice.ANY; // more digits than a long holds
    }
  }
}
