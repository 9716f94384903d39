package io.gyre.loadtest.numpy;

import io.gyre.inference.tensor.Datatype;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An element type of NumPy that the protocol has too.
 *
 * @param kind NumPy's letter
 * @param size bytes of an element in the file
 * @param bigEndian whether the most significant byte comes first
 * @param datatype the protocol's name
 */
record ElementType(char kind, int size, boolean bigEndian, Datatype datatype) {
  private static final Pattern FORM = Pattern.compile("([<>|=])([a-zA-Z])(\\d{1,6})");

  /**
   * Reads a type like {@code <f4}.
   *
   * @throws IllegalArgumentException where the protocol has no such type; the message says what to
   *     do
   */
  static ElementType of(String dtype) {
    if (dtype.contains("O")) {
      throw new IllegalArgumentException(
          "holds Python objects, which can't be read; save it as texts with"
              + " array.astype('S') or as numbers with array.astype('float32')");
    }
    Matcher matcher = FORM.matcher(dtype);
    if (matcher.matches()) {
      char kind = matcher.group(2).charAt(0);
      int number = Integer.parseInt(matcher.group(3));
      Datatype datatype = datatype(kind, number);
      if (datatype != null) {
        int size = kind == 'U' ? Math.multiplyExact(number, Integer.BYTES) : number;
        return new ElementType(kind, size, matcher.group(1).equals(">"), datatype);
      }
    }
    throw new IllegalArgumentException(
        "has the dtype %s, which the protocol doesn't have; convert it with array.astype('float32')"
            .formatted(dtype));
  }

  private static @Nullable Datatype datatype(char kind, int size) {
    return switch (kind) {
      case 'b' -> size == 1 ? Datatype.BOOL : null;
      case 'u' -> Datatype.named("UINT" + size * 8);
      case 'i' -> Datatype.named("INT" + size * 8);
      case 'f' -> Datatype.named("FP" + size * 8);
      // NumPy has no bfloat16 of its own, and saves that of ml_dtypes as two bytes of something.
      case 'V' -> size == 2 ? Datatype.BF16 : null;
      case 'S', 'U' -> Datatype.BYTES;
      default -> null;
    };
  }

  /** The elements in {@code file} from {@code start} to its end, as the protocol has them. */
  ByteBuf elements(byte[] file, int start) {
    if (datatype == Datatype.BYTES) {
      return texts(file, start);
    }
    if (!bigEndian || size == 1) {
      return Unpooled.wrappedBuffer(file, start, file.length - start);
    }
    byte[] turned = new byte[file.length - start];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = file[start + i / size * size + size - 1 - i % size];
    }
    return Unpooled.wrappedBuffer(turned);
  }

  private ByteBuf texts(byte[] file, int start) {
    ByteBuf out = Unpooled.buffer();
    for (int at = start; at < file.length && size > 0; at += size) {
      byte[] text = kind == 'S' ? bytes(file, at) : utf8(file, at);
      out.writeIntLE(text.length).writeBytes(text);
    }
    return out;
  }

  /** A text without the zeros that fill it up. */
  private byte[] bytes(byte[] file, int at) {
    int length = size;
    while (length > 0 && file[at + length - 1] == 0) {
      length--;
    }
    return java.util.Arrays.copyOfRange(file, at, at + length);
  }

  private byte[] utf8(byte[] file, int at) {
    ByteBuf in = Unpooled.wrappedBuffer(file, at, size);
    StringBuilder text = new StringBuilder();
    while (in.isReadable()) {
      int codePoint = bigEndian ? in.readInt() : in.readIntLE();
      if (!Character.isValidCodePoint(codePoint)) {
        throw new IllegalArgumentException("holds a text that is not Unicode");
      }
      text.appendCodePoint(codePoint);
    }
    int length = text.length();
    while (length > 0 && text.charAt(length - 1) == 0) {
      length--;
    }
    return text.substring(0, length).getBytes(StandardCharsets.UTF_8);
  }
}
