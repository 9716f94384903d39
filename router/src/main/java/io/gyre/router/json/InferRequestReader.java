package io.gyre.router.json;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.Placements;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.tensor.RegionRange;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the body of an inference request in one pass, numbers straight into tensor bytes. */
public final class InferRequestReader {
  private static final int SMALL_REQUEST = 512;
  private static final String REQUEST = "the request";

  private final RequestDocument document;
  private final JsonParser parser;
  private final ByteBuf values;
  private final List<InputReader> inputs = new ArrayList<>(4);

  private @Nullable String id;
  private @Nullable RequestParameters parameters;
  private @Nullable OutputsReader outputs;
  private boolean hasInputs;

  private InferRequestReader(RequestDocument document, ByteBuf values) {
    this.document = document;
    parser = document.parser();
    this.values = values;
  }

  /**
   * Reads one request. Neither buffer's indices move, and neither is released.
   *
   * @param json the JSON part
   * @param binary the bytes after it, which the returned inputs point into; empty where all data is
   *     JSON
   * @param allocator where the bytes of inputs written in JSON go
   */
  public static ParsedCall read(ByteBuf json, ByteBuf binary, ByteBufAllocator allocator) {
    ByteBuf values = allocator.directBuffer(Math.min(json.readableBytes(), SMALL_REQUEST));
    ParsedCall call;
    try {
      call = read(json, binary, values);
    } catch (RuntimeException | Error e) {
      values.release();
      throw e;
    }
    if (call instanceof ParsedCall.Malformed) {
      values.release();
    }
    return call;
  }

  private static ParsedCall read(ByteBuf json, ByteBuf binary, ByteBuf values) {
    ParsedCall call = read(json, binary, values, true);
    if (call instanceof ParsedCall.Malformed) {
      // A parser that is spared lists miscounts the places in its messages: it reads everything.
      values.clear();
      call = read(json, binary, values, false);
    }
    return call;
  }

  /**
   * Reads one request, whose values are appended to {@code values}.
   *
   * @param sparing whether lists of numbers may be read past the parser, so that the places in what
   *     it says of a malformed document aren't to be trusted
   */
  static ParsedCall read(ByteBuf json, ByteBuf binary, ByteBuf values, boolean sparing) {
    try (RequestDocument document = RequestDocument.open(json, sparing)) {
      return new InferRequestReader(document, values).request(binary);
    } catch (InvalidInput e) {
      return new ParsedCall.Malformed(e.refusal());
    } catch (JacksonException e) {
      return new ParsedCall.Malformed(JsonDocument.refusal(e));
    }
  }

  private InferCall request(ByteBuf binary) {
    JsonToken first = parser.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw new InvalidInput(
          "expected a JSON object with 'inputs', found "
              + (first == null ? "nothing" : JsonDocument.found(parser, first)));
    }
    for (String member = parser.nextName(); member != null; member = parser.nextName()) {
      member(member);
    }
    JsonDocument.requireEnd(parser);
    if (!hasInputs) {
      throw new InvalidInput(
          "expected the member 'inputs', a list of the model's inputs; found none");
    }
    boolean binaryByDefault = parameters != null && parameters.binaryOutput();
    return new InferCall(
        id == null ? "" : id,
        parameters == null ? Map.<String, ParameterValue>of() : parameters.forwarded(),
        views(binary),
        outputs == null ? List.<RequestedOutput>of() : outputs.requested(),
        outputs == null ? new OutputForm(binaryByDefault, Map.of()) : outputs.form(binaryByDefault),
        placements(),
        values);
  }

  private void member(String member) {
    JsonToken value = parser.nextToken();
    switch (member) {
      case "id" -> {
        Members.requireFirst(id == null, member, REQUEST);
        id = Members.text(parser, value, member, REQUEST);
      }
      case "parameters" -> {
        Members.requireFirst(parameters == null, member, REQUEST);
        parameters = RequestParameters.read(parser, value);
      }
      case "inputs" -> {
        Members.requireFirst(!hasInputs, member, REQUEST);
        hasInputs = true;
        readInputs(value);
      }
      case "outputs" -> {
        Members.requireFirst(outputs == null, member, REQUEST);
        outputs = OutputsReader.read(parser, value);
      }
      default -> parser.skipChildren();
    }
  }

  private void readInputs(JsonToken value) {
    Members.requireList(parser, value, "inputs", REQUEST);
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      InputReader input = new InputReader(document, values, inputs.size());
      input.read(next);
      inputs.add(input);
    }
  }

  private Placements placements() {
    Map<Integer, RegionRange> shared = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      RegionRange range = inputs.get(i).range();
      if (range != null) {
        shared.put(i, range);
      }
    }
    Map<String, RegionRange> placed = outputs == null ? Map.of() : outputs.placed();
    return shared.isEmpty() && placed.isEmpty() ? Placements.NONE : new Placements(shared, placed);
  }

  private List<TensorView> views(ByteBuf binary) {
    List<TensorView> views = new ArrayList<>(inputs.size());
    int used = 0;
    for (InputReader input : inputs) {
      int left = binary.readableBytes() - used;
      views.add(input.view(binary, binary.readerIndex() + used, left));
      used += input.binarySize();
    }
    if (used < binary.readableBytes()) {
      throw new InvalidInput(
          "unexpected additional input data: the inputs' binary_data_size add up to %d bytes, but %d follow the JSON"
              .formatted(used, binary.readableBytes()));
    }
    return views;
  }
}
