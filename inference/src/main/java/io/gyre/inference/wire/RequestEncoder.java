package io.gyre.inference.wire;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.RequestedOutput;
import java.util.List;
import java.util.Map;

/** Writes a ModelInferRequest for a remote worker. */
public final class RequestEncoder {
  private RequestEncoder() {}

  /**
   * The request's bytes: those that came, or tensors framed anew. The memory of {@code body} stays
   * its owner's.
   */
  public static MessageStream encode(RequestHeader header, RequestBody body) {
    return switch (body) {
      case RequestBody.Encoded(var message) -> new MessageStream(List.of(message), () -> {});
      case RequestBody.Tensors tensors -> frame(header, tensors);
    };
  }

  private static MessageStream frame(RequestHeader header, RequestBody.Tensors body) {
    MessageWriter out = new MessageWriter();
    out.text(1, header.model());
    out.text(2, header.version().text());
    out.text(3, header.id());
    out.parameters(4, header.parameters());
    out.tensors(5, body.inputs());
    for (RequestedOutput output : body.outputs()) {
      out.requestedOutput(6, output.name(), parameters(output));
    }
    out.raw(7, body.inputs());
    return new MessageStream(out.finish(), () -> {});
  }

  private static Map<String, ParameterValue> parameters(RequestedOutput output) {
    return output.classification() == 0
        ? Map.of()
        : Map.of("classification", new ParameterValue.Int64(output.classification()));
  }
}
