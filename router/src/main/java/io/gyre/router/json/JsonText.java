package io.gyre.router.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Writes the pieces of JSON documents into buffers, numbers without a string for each. */
public final class JsonText {
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");

  private final StringBuilder digits = new StringBuilder(32);

  static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** Writes a string with its quotes. */
  public static void string(ByteBuf out, String text) {
    out.writeByte('"');
    int plain = plainPrefix(text);
    if (plain == text.length()) {
      ByteBufUtil.writeUtf8(out, text);
    } else {
      ByteBufUtil.writeUtf8(out, text, 0, plain);
      escaped(out, text, plain);
    }
    out.writeByte('"');
  }

  static void bool(ByteBuf out, boolean value) {
    out.writeBytes(value ? TRUE : FALSE);
  }

  void integer(ByteBuf out, long value) {
    digits.setLength(0);
    flush(out, digits.append(value));
  }

  void unsigned(ByteBuf out, long value) {
    digits.setLength(0);
    if (value < 0) {
      digits.append(Long.divideUnsigned(value, 10)).append(Long.remainderUnsigned(value, 10));
    } else {
      digits.append(value);
    }
    flush(out, digits);
  }

  /** Writes a finite number with the fewest digits that give it back, always with a fraction. */
  void floating(ByteBuf out, double value) {
    digits.setLength(0);
    flush(out, digits.append(value));
  }

  /**
   * Writes bytes of well-formed UTF-8 as a string with its quotes.
   *
   * @param start index of the first byte in {@code text}
   */
  static void utf8(ByteBuf out, ByteBuf text, int start, int length) {
    out.writeByte('"');
    int end = start + length;
    int written = start;
    for (int i = start; i < end; i++) {
      byte unit = text.getByte(i);
      if (unit == '"' || unit == '\\' || (unit >= 0 && unit < ' ')) {
        out.writeBytes(text, written, i - written);
        escape(out, (char) unit);
        written = i + 1;
      }
    }
    out.writeBytes(text, written, end - written);
    out.writeByte('"');
  }

  private static void flush(ByteBuf out, StringBuilder digits) {
    ByteBufUtil.writeAscii(out, digits);
  }

  private static int plainPrefix(String text) {
    int i = 0;
    while (i < text.length() && isPlain(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static void escaped(ByteBuf out, String text, int from) {
    int written = from;
    for (int i = from; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!isPlain(unit)) {
        ByteBufUtil.writeUtf8(out, text, written, i);
        escape(out, unit);
        written = i + 1;
      }
    }
    ByteBufUtil.writeUtf8(out, text, written, text.length());
  }

  private static boolean isPlain(char unit) {
    return unit >= ' ' && unit != '"' && unit != '\\';
  }

  private static void escape(ByteBuf out, char unit) {
    out.writeByte('\\');
    switch (unit) {
      case '"', '\\' -> out.writeByte(unit);
      case '\n' -> out.writeByte('n');
      case '\r' -> out.writeByte('r');
      case '\t' -> out.writeByte('t');
      default -> {
        out.writeByte('u').writeByte('0').writeByte('0');
        out.writeByte(HEX[unit >> 4]).writeByte(HEX[unit & 0xF]);
      }
    }
  }
}
