package io.gyre.inference.wire;

import static io.gyre.inference.wire.WireReader.BYTES;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestBody.Decoded;
import io.gyre.inference.request.RequestBody.Malformed;
import io.gyre.inference.request.RequestBody.Tensors;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads inputs and requested outputs of a ModelInferRequest. */
public final class RequestDecoder {
  private static final String CLASSIFICATION = "classification";

  private RequestDecoder() {}

  /**
   * Decodes the readable bytes of {@code message} without moving its indices. The tensors are views
   * of it, but for typed contents, which are converted into memory of their own that needs no
   * release. Whether names, shapes and sizes fit a model is not looked at.
   */
  public static Decoded decode(ByteBuf message) {
    return decode(message, null);
  }

  /**
   * Decodes a message whose tensors in shared memory were resolved.
   *
   * @param shared the bytes of those inputs, by position; outputs in shared memory are the caller's
   */
  public static Decoded decodeShared(ByteBuf message, Map<Integer, ByteBuf> shared) {
    return decode(message, shared);
  }

  private static Decoded decode(ByteBuf message, @Nullable Map<Integer, ByteBuf> shared) {
    WireReader in = new WireReader(message);
    TensorAssembler inputs =
        new TensorAssembler(in, message, "input", shared == null ? Map.of() : shared);
    List<RequestedOutput> outputs = new ArrayList<>();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case 5 << 3 | BYTES -> inputs.readTensor();
        case 6 << 3 | BYTES -> {
          WireRequestedOutput output = WireRequestedOutput.read(in);
          if (shared == null) {
            SharedMemory.refuse(in, output.toString(), output.parameters());
          }
          outputs.add(
              new RequestedOutput(output.name(), classes(in, output.name(), output.parameters())));
        }
        case 7 << 3 | BYTES -> inputs.readRaw();
        default -> in.skip(tag);
      }
    }
    List<TensorView> views = inputs.assemble();
    Refusal refusal = in.refusal();
    return refusal == null ? new Tensors(views, outputs) : new Malformed(refusal);
  }

  private static int classes(WireReader in, String output, Parameters parameters) {
    if (!parameters.has(CLASSIFICATION)) {
      return 0;
    }
    if (parameters.get(CLASSIFICATION) instanceof ParameterValue.Int64(long count) && count >= 0) {
      return (int) Math.min(count, Integer.MAX_VALUE); // more than there are classes gives all
    }
    in.refuse(
        Refusal.invalid(
            "requested output '"
                + output
                + "' has a parameter 'classification' that is no int64 from 0 up"));
    return 0;
  }
}
