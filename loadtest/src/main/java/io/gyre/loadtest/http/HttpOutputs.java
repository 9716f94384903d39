package io.gyre.loadtest.http;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loadtest.payload.JsonTensors;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The outputs in the body of an answer: a JSON object, and behind it those tensors that are binary.
 */
final class HttpOutputs {
  private HttpOutputs() {}

  /**
   * Reads every output.
   *
   * @throws IllegalArgumentException where the body is not what the protocol says
   */
  static List<TensorView> read(byte[] body) {
    try (JsonParser parser = JsonMapper.shared().createParser(body)) {
      JsonNode header = parser.readValueAsTree();
      int next = (int) parser.currentLocation().getByteOffset();
      List<TensorView> outputs = new ArrayList<>();
      for (JsonNode output : header.path("outputs")) {
        int size = output.path("parameters").path("binary_data_size").asInt(-1);
        if (size < 0) {
          outputs.add(JsonTensors.read(output));
        } else {
          outputs.add(binary(output, body, next, size));
          next += size;
        }
      }
      return outputs;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the answer is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static TensorView binary(JsonNode output, byte[] body, int start, int size) {
    Datatype datatype = Datatype.named(output.path("datatype").asString(""));
    if (datatype == null || size > body.length - start) {
      throw new IllegalArgumentException("a binary output has no datatype, or too few bytes");
    }
    long[] dims = output.path("shape").valueStream().mapToLong(JsonNode::asLong).toArray();
    return new TensorView(
        output.path("name").asString(""),
        datatype,
        Shape.of(dims),
        Unpooled.wrappedBuffer(body, start, size));
  }
}
