package io.gyre.router.grpc;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.wire.RequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** A model that answers with its inputs, in pooled memory of its own as a real one does. */
final class Echo {
  private Echo() {}

  static Outcome answer(InferenceRequest request) {
    RequestBody.Decoded decoded =
        switch (request.body()) {
          case RequestBody.Encoded(var message) -> RequestDecoder.decode(message);
          case RequestBody.Tensors tensors -> tensors;
        };
    return switch (decoded) {
      case RequestBody.Malformed(var refusal) -> refusal;
      case RequestBody.Tensors(var inputs, _) -> {
        ByteBuf block = ByteBufAllocator.DEFAULT.directBuffer();
        List<TensorView> outputs = new ArrayList<>();
        inputs.forEach(input -> block.writeBytes(input.data().duplicate()));
        int start = 0;
        for (TensorView input : inputs) {
          int length = input.data().readableBytes();
          outputs.add(
              new TensorView(
                  input.name(), input.datatype(), input.shape(), block.slice(start, length)));
          start += length;
        }
        yield new InferenceResponse(
            request.header().model(),
            request.header().version().number().orElse(1),
            request.header().id(),
            new ResponseBody.Tensors(outputs),
            block);
      }
    };
  }
}
