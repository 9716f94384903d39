package io.gyre.inference.response;

import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** What a response carries: views of tensors, or a message that a remote worker has encoded. */
public sealed interface ResponseBody {
  /** A whole ModelInferResponse as a remote worker sent it. */
  record Encoded(ByteBuf message) implements ResponseBody {}

  /** Views of the outputs, in the model's order. */
  record Tensors(List<TensorView> outputs) implements ResponseBody {
    public Tensors {
      outputs = List.copyOf(outputs);
    }
  }
}
