package io.gyre.loadtest.run;

import org.jspecify.annotations.Nullable;

/** Tells a right answer from a wrong one. */
public interface AnswerCheck {
  /** Takes any answer. */
  AnswerCheck NONE = answer -> null;

  /** What is wrong with {@code answer}, or null where it is right. */
  @Nullable String problem(byte[] answer);
}
