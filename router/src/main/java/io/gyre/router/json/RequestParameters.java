package io.gyre.router.json;

import io.gyre.inference.request.ParameterValue;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The parameters of a request.
 *
 * @param forwarded what goes on to router and worker
 * @param binaryOutput whether outputs without a form of their own are wanted as binary data
 */
record RequestParameters(Map<String, ParameterValue> forwarded, boolean binaryOutput) {
  private static final String PLACE = "the request's parameters";
  private static final String RESERVED_PREFIX = "triton_";

  /** Reads the object that the parser stands on. */
  static RequestParameters read(JsonParser parser, JsonToken value) {
    Members.requireObject(parser, value, "parameters", "the request");
    Map<String, ParameterValue> forwarded = new LinkedHashMap<>();
    boolean hasForm = false;
    boolean binaryOutput = false;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      if (name.equals("binary_data_output")) {
        Members.requireFirst(!hasForm, name, PLACE);
        hasForm = true;
        binaryOutput = Members.bool(parser, token, name, PLACE);
      } else {
        Members.requireFirst(!forwarded.containsKey(name), name, PLACE);
        forwarded.put(name, value(parser, token, name));
      }
    }
    return new RequestParameters(forwarded, binaryOutput);
  }

  private static ParameterValue value(JsonParser parser, JsonToken token, String name) {
    if (name.startsWith(RESERVED_PREFIX)) {
      throw new InvalidInput(
          "%s is reserved: names that start with '%s' are the server's own"
              .formatted(parameter(name), RESERVED_PREFIX));
    }
    return switch (name) {
      case "priority", "timeout" ->
          new ParameterValue.Int64(Members.unsigned(parser, token, Long.MAX_VALUE, name, PLACE));
      case "sequence_start", "sequence_end" ->
          new ParameterValue.Bool(Members.bool(parser, token, name, PLACE));
      case "sequence_id" -> sequenceId(parser, token);
      default -> any(parser, token, name);
    };
  }

  private static ParameterValue sequenceId(JsonParser parser, JsonToken token) {
    if (token == JsonToken.VALUE_STRING) {
      return new ParameterValue.Text(Members.text(parser, token, "sequence_id", PLACE));
    }
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw Members.unexpected(
          parser, token, parameter("sequence_id"), "a text or an unsigned integer");
    }
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      BigInteger number = parser.getBigIntegerValue();
      if (number.signum() > 0 && number.bitLength() <= Long.SIZE) {
        return new ParameterValue.Uint64(number.longValue());
      }
    }
    return new ParameterValue.Int64(
        Members.unsigned(parser, token, Long.MAX_VALUE, "sequence_id", PLACE));
  }

  private static ParameterValue any(JsonParser parser, JsonToken token, String name) {
    return switch (token) {
      case VALUE_STRING -> new ParameterValue.Text(Members.text(parser, token, name, PLACE));
      case VALUE_TRUE -> new ParameterValue.Bool(true);
      case VALUE_FALSE -> new ParameterValue.Bool(false);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, token, name);
      default ->
          throw Members.unexpected(
              parser, token, parameter(name), "a text, a number, true or false");
    };
  }

  private static ParameterValue number(JsonParser parser, JsonToken token, String name) {
    if (token == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return new ParameterValue.Int64(parser.getLongValue());
    }
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw Members.unexpected(parser, token, parameter(name), "a number that a double can hold");
    }
    return new ParameterValue.Fp64(number);
  }

  private static String parameter(String name) {
    return Members.name(name, PLACE);
  }
}
