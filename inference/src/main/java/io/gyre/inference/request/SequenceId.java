package io.gyre.inference.request;

/** Name that a client gives a sequence: a number or a text. */
public sealed interface SequenceId {
  /**
   * A number.
   *
   * @param value its bits, unsigned, not 0
   */
  record Numbered(long value) implements SequenceId {
    @Override
    public String toString() {
      return Long.toUnsignedString(value);
    }
  }

  /**
   * A text.
   *
   * @param value not empty
   */
  record Named(String value) implements SequenceId {
    @Override
    public String toString() {
      return value;
    }
  }
}
