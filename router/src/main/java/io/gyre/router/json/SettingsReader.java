package io.gyre.router.json;

import io.gyre.inference.request.ParameterValue;
import io.gyre.router.directory.Answer;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads bodies that are one flat object of settings. */
public final class SettingsReader {
  private static final String PLACE = "the request";

  private SettingsReader() {}

  /** How the value of one member is read. */
  private interface MemberReader<V> {
    V read(JsonParser parser, JsonToken token, String member);
  }

  /** Reads an object whose members are texts, integers, true or false. */
  public static Answer<Map<String, ParameterValue>> scalars(ByteBuf body) {
    return read(body, SettingsReader::scalar);
  }

  /** Reads an object whose members are texts, lists of texts, or null, which is no text. */
  public static Answer<Map<String, List<String>>> texts(ByteBuf body) {
    return read(body, SettingsReader::texts);
  }

  private static <V> Answer<Map<String, V>> read(ByteBuf body, MemberReader<V> reader) {
    try (JsonParser parser = JsonDocument.open(body)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new InvalidInput(
            "expected the body to be a JSON object, found "
                + (first == null ? "nothing" : JsonDocument.found(parser, first)));
      }
      Map<String, V> members = new LinkedHashMap<>();
      for (String member = parser.nextName(); member != null; member = parser.nextName()) {
        Members.requireFirst(!members.containsKey(member), member, PLACE);
        members.put(member, reader.read(parser, parser.nextToken(), member));
      }
      JsonDocument.requireEnd(parser);
      return new Answer.Found<>(members);
    } catch (InvalidInput e) {
      return new Answer.Refused<>(e.refusal());
    } catch (JacksonException e) {
      return new Answer.Refused<>(JsonDocument.refusal(e));
    }
  }

  private static ParameterValue scalar(JsonParser parser, JsonToken token, String member) {
    return switch (token) {
      case VALUE_STRING -> new ParameterValue.Text(Members.text(parser, token, member, PLACE));
      case VALUE_TRUE -> new ParameterValue.Bool(true);
      case VALUE_FALSE -> new ParameterValue.Bool(false);
      case VALUE_NUMBER_INT ->
          new ParameterValue.Int64(Members.unsigned(parser, token, Long.MAX_VALUE, member, PLACE));
      default ->
          throw Members.unexpected(
              parser, token, Members.name(member, PLACE), "a text, an integer, true or false");
    };
  }

  private static List<String> texts(JsonParser parser, JsonToken token, String member) {
    return switch (token) {
      case VALUE_NULL -> List.of();
      case VALUE_STRING -> List.of(Members.text(parser, token, member, PLACE));
      case START_ARRAY -> {
        List<String> texts = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          texts.add(Members.text(parser, next, member, PLACE));
        }
        yield texts;
      }
      default ->
          throw Members.unexpected(
              parser, token, Members.name(member, PLACE), "a text, a list of texts or null");
    };
  }
}
