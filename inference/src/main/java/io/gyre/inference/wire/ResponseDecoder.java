package io.gyre.inference.wire;

import static io.gyre.inference.wire.WireReader.BYTES;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;

/** Reads a ModelInferResponse that a worker has encoded. */
public final class ResponseDecoder {
  private ResponseDecoder() {}

  /**
   * Decodes the readable bytes of {@code message} without moving its indices; the tensors are views
   * of it.
   */
  public static DecodedResponse decode(ByteBuf message) {
    WireReader in = new WireReader(message);
    TensorAssembler outputs = new TensorAssembler(in, message, "output", Map.of());
    String model = "";
    String version = "";
    String id = "";
    Parameters parameters = new Parameters();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> model = in.readString();
        case 2 << 3 | BYTES -> version = in.readString();
        case 3 << 3 | BYTES -> id = in.readString();
        case 4 << 3 | BYTES -> parameters.readEntry(in);
        case 5 << 3 | BYTES -> outputs.readTensor();
        case 6 << 3 | BYTES -> outputs.readRaw();
        default -> in.skip(tag);
      }
    }
    Map<String, ParameterValue> values = parameters.toMap(in);
    List<TensorView> views = outputs.assemble();
    Refusal refusal = in.refusal();
    return refusal == null
        ? new DecodedResponse.Response(model, version, id, values, new ResponseBody.Tensors(views))
        : new DecodedResponse.Malformed(
            Refusal.of(
                Refusal.Reason.INTERNAL, "a worker's response is malformed: " + refusal.message()));
  }
}
