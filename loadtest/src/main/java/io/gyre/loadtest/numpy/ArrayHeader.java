package io.gyre.loadtest.numpy;

import io.gyre.inference.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an array file says before its data.
 *
 * @param dtype element type as NumPy writes it, like {@code <f4}
 * @param fortran whether the first axis varies fastest
 * @param shape dimensions
 * @param length bytes up to the data
 */
record ArrayHeader(String dtype, boolean fortran, Shape shape, int length) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DTYPE = Pattern.compile("'descr'\\s*:\\s*(?:'([^']*)'|(\\[.*\\]))");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]*)\\)");

  /**
   * Reads the header at the start of {@code file}.
   *
   * @throws IllegalArgumentException where there is none; the message says why
   */
  static ArrayHeader read(byte[] file) {
    if (file.length < 10 || !Arrays.equals(MAGIC, Arrays.copyOf(file, MAGIC.length))) {
      throw new IllegalArgumentException("is no NumPy array: it doesn't begin with \\x93NUMPY");
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean first = file[6] == 1;
    long size = first ? Short.toUnsignedLong(in.getShort(8)) : 0;
    int start = first ? 10 : 12;
    if (!first && file.length >= start) {
      size = Integer.toUnsignedLong(in.getInt(8));
    }
    if (size == 0 || start + size > file.length) {
      throw new IllegalArgumentException("is truncated: its header is not whole");
    }
    String text = new String(file, start, (int) size, StandardCharsets.UTF_8);
    Matcher dtype = DTYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!dtype.find() || !order.find() || !shape.find()) {
      throw new IllegalArgumentException("has an unreadable header: " + text.strip());
    }
    return new ArrayHeader(
        dtype.group(1) == null ? dtype.group(2) : dtype.group(1),
        order.group(1).equals("True"),
        dimensions(shape.group(1)),
        start + (int) size);
  }

  private static Shape dimensions(String text) {
    try {
      return Shape.of(
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(dim -> !dim.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has an unreadable shape: (" + text + ")", e);
    }
  }
}
