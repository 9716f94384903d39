package io.gyre.router.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads members of known type, and says which was expected where another is found. A place is any
 * object whose text says what the member belongs to; it is asked for its text only where something
 * is wrong.
 */
final class Members {
  private Members() {}

  static void requireFirst(boolean first, String member, Object place) {
    if (!first) {
      throw new InvalidInput("%s has the member '%s' twice".formatted(place, member));
    }
  }

  static void requireList(JsonParser parser, JsonToken value, String member, Object place) {
    require(parser, value, JsonToken.START_ARRAY, member, place, "a list");
  }

  static void requireObject(JsonParser parser, JsonToken value, String member, Object place) {
    require(parser, value, JsonToken.START_OBJECT, member, place, "an object");
  }

  static String text(JsonParser parser, JsonToken value, String member, Object place) {
    require(parser, value, JsonToken.VALUE_STRING, member, place, "a text");
    String text = parser.getString();
    if (!Surrogates.arePaired(text)) {
      throw new InvalidInput(
          "'%s' of %s has half of a surrogate pair, which no text can have"
              .formatted(member, place));
    }
    return text;
  }

  static boolean bool(JsonParser parser, JsonToken value, String member, Object place) {
    if (value == JsonToken.VALUE_TRUE) {
      return true;
    }
    require(parser, value, JsonToken.VALUE_FALSE, member, place, "true or false");
    return false;
  }

  /** An integer from 0 to {@code max}. */
  static long unsigned(JsonParser parser, JsonToken value, long max, String member, Object place) {
    if (value == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long number = parser.getLongValue();
      if (number >= 0 && number <= max) {
        return number;
      }
    }
    throw unexpected(parser, value, name(member, place), "an integer from 0 to " + max);
  }

  static String name(String member, Object place) {
    return "'%s' of %s".formatted(member, place);
  }

  static InvalidInput unexpected(JsonParser parser, JsonToken value, String what, String wanted) {
    return new InvalidInput(
        "expected %s to be %s, found %s"
            .formatted(what, wanted, JsonDocument.found(parser, value)));
  }

  private static void require(
      JsonParser parser,
      JsonToken value,
      JsonToken wanted,
      String member,
      Object place,
      String words) {
    if (value != wanted) {
      throw unexpected(parser, value, name(member, place), words);
    }
  }
}
