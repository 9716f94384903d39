package io.gyre.router.json;

import io.gyre.inference.response.Refusal;
import io.netty.buffer.ByteBuf;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a request for the index of the repository asks for. */
public sealed interface IndexQuery {
  /** A question that can be answered; only for models that serve where {@code readyOnly}. */
  record Valid(boolean readyOnly) implements IndexQuery {}

  /** A body that is no question. */
  record Malformed(Refusal refusal) implements IndexQuery {}

  /** Reads a body, which may be empty. */
  static IndexQuery read(ByteBuf body) {
    if (!body.isReadable()) {
      return new Valid(false);
    }
    try (JsonParser parser = JsonDocument.open(body)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new InvalidInput("expected the body to be a JSON object or empty");
      }
      boolean readyOnly = false;
      for (String member = parser.nextName(); member != null; member = parser.nextName()) {
        JsonToken value = parser.nextToken();
        if (member.equals("ready")) {
          readyOnly = Members.bool(parser, value, member, "the request");
        } else {
          parser.skipChildren();
        }
      }
      JsonDocument.requireEnd(parser);
      return new Valid(readyOnly);
    } catch (InvalidInput e) {
      return new Malformed(e.refusal());
    } catch (JacksonException e) {
      return new Malformed(JsonDocument.refusal(e));
    }
  }
}
