package io.gyre.router.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Decodes segments of a path. A plus stays a plus: it stands for a space in queries alone. */
final class PercentEncoding {
  private PercentEncoding() {}

  /** The decoded segment, or the segment itself where its escapes are no UTF-8. */
  static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    byte[] encoded = segment.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != '%') {
        decoded.put(encoded[i]);
      } else if (isEscape(encoded, i)) {
        decoded.put(
            (byte)
                (HexFormat.fromHexDigit(encoded[i + 1]) << 4
                    | HexFormat.fromHexDigit(encoded[i + 2])));
        i += 2;
      } else {
        return segment;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      return segment;
    }
  }

  private static boolean isEscape(byte[] encoded, int at) {
    return at + 2 < encoded.length
        && HexFormat.isHexDigit(encoded[at + 1])
        && HexFormat.isHexDigit(encoded[at + 2]);
  }
}
