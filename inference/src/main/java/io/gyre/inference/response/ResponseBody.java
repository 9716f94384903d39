package io.gyre.inference.response;

import io.gyre.inference.tensor.RegionRange;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;

/** What a response carries: views of tensors, or a message that a remote worker has encoded. */
public sealed interface ResponseBody {
  /** A whole ModelInferResponse as a remote worker sent it. */
  record Encoded(ByteBuf message) implements ResponseBody {}

  /**
   * Views of the outputs, in the model's order.
   *
   * @param placed where outputs were put in shared memory, by name; their views have no bytes
   */
  record Tensors(List<TensorView> outputs, Map<String, RegionRange> placed)
      implements ResponseBody {
    public Tensors {
      outputs = List.copyOf(outputs);
      placed = Map.copyOf(placed);
    }

    /** Views of the outputs, none of them in shared memory. */
    public Tensors(List<TensorView> outputs) {
      this(outputs, Map.of());
    }
  }
}
