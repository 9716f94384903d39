package io.gyre.router.json;

import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.tensor.RegionRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads which outputs a request asks for, and in which form. */
final class OutputsReader {
  private final JsonParser parser;
  private final List<RequestedOutput> requested = new ArrayList<>();
  private final Map<String, Boolean> binary = new HashMap<>();
  private final Map<String, RegionRange> placed = new HashMap<>();

  private OutputsReader(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads the list that the parser stands on. */
  static OutputsReader read(JsonParser parser, JsonToken value) {
    Members.requireList(parser, value, "outputs", "the request");
    OutputsReader reader = new OutputsReader(parser);
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      reader.output(next);
    }
    return reader;
  }

  List<RequestedOutput> requested() {
    return requested;
  }

  /** The outputs that are wanted in shared memory. */
  Map<String, RegionRange> placed() {
    return placed;
  }

  OutputForm form(boolean binaryByDefault) {
    return new OutputForm(binaryByDefault, binary);
  }

  private void output(JsonToken value) {
    String where = "outputs[" + requested.size() + "]";
    if (value != JsonToken.START_OBJECT) {
      throw Members.unexpected(parser, value, where, "an object");
    }
    @Nullable String name = null;
    @Nullable Parameters parameters = null;
    for (String member = parser.nextName(); member != null; member = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (member) {
        case "name" -> {
          Members.requireFirst(name == null, member, where);
          name = Members.text(parser, token, member, where);
        }
        case "parameters" -> {
          Members.requireFirst(parameters == null, member, where);
          parameters = parameters(token, where);
        }
        default -> parser.skipChildren();
      }
    }
    if (name == null) {
      throw new InvalidInput("expected %s to have the member 'name'; found none".formatted(where));
    }
    requested.add(new RequestedOutput(name, parameters == null ? 0 : parameters.classification));
    if (parameters != null && parameters.binary != null) {
      binary.put(name, parameters.binary);
    }
    if (parameters != null && parameters.range != null) {
      placed.put(name, parameters.range);
    }
  }

  private Parameters parameters(JsonToken value, String where) {
    Members.requireObject(parser, value, "parameters", where);
    RangeReader shared = new RangeReader(where);
    int classification = 0;
    @Nullable Boolean asBinary = null;
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "classification" ->
            classification = (int) Members.unsigned(parser, token, Integer.MAX_VALUE, name, where);
        case "binary_data" -> asBinary = Members.bool(parser, token, name, where);
        default -> shared.read(parser, token, name);
      }
    }
    return new Parameters(classification, asBinary, shared.range());
  }

  private record Parameters(
      int classification, @Nullable Boolean binary, @Nullable RegionRange range) {}
}
