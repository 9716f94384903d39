package io.gyre.inference.request;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** What a request carries: still encoded as it arrived, or as views of tensors. */
public sealed interface RequestBody {
  /** Bytes that the inputs take, as they are held while the request waits. */
  long bytes();

  /**
   * A whole ModelInferRequest, as the client sent it.
   *
   * @param message the protobuf bytes; the scanner of {@code io.gyre.inference.wire} turns them
   *     into {@link Tensors}
   */
  record Encoded(ByteBuf message) implements RequestBody {
    @Override
    public long bytes() {
      return message.readableBytes();
    }
  }

  /**
   * Views of the inputs.
   *
   * @param inputs the inputs in the order in which they came, names possibly repeated: the worker
   *     validates
   * @param outputs the outputs asked for; empty for all
   */
  record Tensors(List<TensorView> inputs, List<RequestedOutput> outputs)
      implements RequestBody, Decoded {
    public Tensors {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    @Override
    public long bytes() {
      long sum = 0;
      for (TensorView input : inputs) {
        sum += input.data().readableBytes();
      }
      return sum;
    }
  }

  /** What decoding comes to: tensors, or why there are none. */
  sealed interface Decoded permits Tensors, Malformed {}

  /** Bytes that are no request. */
  record Malformed(Refusal refusal) implements Decoded {}
}
