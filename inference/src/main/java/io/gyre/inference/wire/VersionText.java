package io.gyre.inference.wire;

import io.gyre.inference.response.Refusal;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The text that stands for a model's version in the protocol: a whole number from 1 up, or nothing
 * for the default.
 */
public final class VersionText {
  private VersionText() {}

  /** Why {@code text} names no version, or null where it may. */
  public static @Nullable Refusal check(String text) {
    return text.isEmpty() || parse(text).isPresent()
        ? null
        : Refusal.invalid(
            "model version '"
                + text
                + "' is not a whole number from 1 up; leave it out for the default version");
  }

  /** The version named; empty where {@code text} names none. */
  public static OptionalLong parse(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    try {
      long version = Long.parseLong(text);
      return version > 0 ? OptionalLong.of(version) : OptionalLong.empty();
    } catch (NumberFormatException _) {
      return OptionalLong.empty(); // more digits than a long holds
    }
  }
}
