package io.gyre.loadtest.http;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The body of an answer that tells of an error. */
final class ErrorBody {
  private static final int LONGEST = 300;

  private ErrorBody() {}

  /**
   * What {@code body} says: its {@code error} where it is JSON, else its text, else {@code reason}.
   */
  static String text(byte[] body, String reason) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      return reason;
    }
    try {
      JsonNode error = JsonMapper.shared().readTree(body).path("error");
      text = error.isString() ? error.stringValue() : text;
    } catch (JacksonException e) {
      // Not every server writes errors as JSON; what it wrote is shown as it is.
    }
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
