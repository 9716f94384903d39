package io.gyre.router.json;

import io.gyre.inference.response.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.CharsetUtil;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Opens documents that clients sent: strict JSON in well-formed UTF-8, with bounded nesting. */
final class JsonDocument {
  /** No model has tensors of more dimensions, and none needs deeper parameters. */
  static final int MAX_NESTING = 100;

  private static final long NON_ASCII = 0x8080808080808080L;
  private static final int EXCERPT = 40;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonDocument() {}

  /**
   * A parser of the bytes between the buffer's indices, which stay as they are.
   *
   * @throws InvalidInput where the bytes can't be JSON in UTF-8
   */
  static JsonParser open(ByteBuf text) {
    requireUtf8(text);
    return reopen(text);
  }

  /** A parser of a piece of a document that was opened before. */
  static JsonParser reopen(ByteBuf text) {
    return parser(new ByteBufInputStream(text.slice()));
  }

  /** A parser of a text that is known to be UTF-8. */
  static JsonParser parser(InputStream text) {
    return FACTORY.createParser(ObjectReadContext.empty(), text);
  }

  /** Requires the end of the document after the value just read. */
  static void requireEnd(JsonParser parser) {
    JsonToken surplus = parser.nextToken();
    if (surplus != null) {
      throw new InvalidInput(
          "expected the end of the body after the JSON document, found " + found(parser, surplus));
    }
  }

  /** What the parser stands on, in words for an error. */
  static String found(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case END_ARRAY -> "the end of the list";
      case END_OBJECT -> "the end of the object";
      case VALUE_STRING -> "the text '" + excerpt(parser.getString()) + "'";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> excerpt(parser.getString());
      default -> String.valueOf(parser.getString());
    };
  }

  /** Why the library refused the document. */
  static Refusal refusal(JacksonException problem) {
    String message = String.valueOf(problem.getOriginalMessage());
    // The library's advice on its own settings is of no use to a client.
    int advice = message.indexOf(": enable `");
    String what = advice < 0 ? message : message.substring(0, advice);
    TokenStreamLocation at = problem.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return Refusal.invalid("the body is not valid JSON: " + what + where);
  }

  /**
   * Requires well-formed UTF-8 between the buffer's indices, which stay as they are.
   *
   * @throws InvalidInput where the bytes can't be JSON in UTF-8
   */
  static void requireUtf8(ByteBuf text) {
    int start = text.readerIndex();
    int length = text.readableBytes();
    for (int i = 0; i < Math.min(4, length); i++) {
      int unit = text.getUnsignedByte(start + i);
      if (unit == 0 || unit >= 0xEF) {
        throw new InvalidInput(
            "expected JSON in UTF-8 without a byte order mark, found the byte 0x%02X at offset %d"
                .formatted(unit, i));
      }
    }
    int ascii = asciiPrefix(text, start, length);
    if (!ByteBufUtil.isText(text, start + ascii, length - ascii, CharsetUtil.UTF_8)) {
      throw new InvalidInput("expected JSON in UTF-8, found bytes that are not UTF-8");
    }
  }

  /** A count of leading bytes, a multiple of eight, that are ASCII. */
  private static int asciiPrefix(ByteBuf text, int start, int length) {
    int checked = 0;
    while (checked + Long.BYTES <= length && (text.getLong(start + checked) & NON_ASCII) == 0) {
      checked += Long.BYTES;
    }
    return checked;
  }

  private static String excerpt(String text) {
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
  }
}
