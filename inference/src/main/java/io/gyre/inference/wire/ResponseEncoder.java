package io.gyre.inference.wire;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a ModelInferResponse, tensors always as raw_output_contents. The stream closes the
 * response when it ends.
 */
public final class ResponseEncoder {
  /** The end of an answer on a stream; a map's entries may follow anything. */
  private static final Map<String, ParameterValue> FINAL =
      Map.of("triton_final_response", new ParameterValue.Bool(true));

  private static final long LARGEST_DATA = Integer.MAX_VALUE - (1 << 24);

  private ResponseEncoder() {}

  /** Whether the response is larger than a message can be, with room for its framing. */
  public static boolean isTooLarge(InferenceResponse response) {
    if (!(response.body() instanceof ResponseBody.Tensors(var outputs, _))) {
      return false;
    }
    long bytes = 0;
    for (TensorView output : outputs) {
      bytes += output.data().readableBytes();
    }
    return bytes > LARGEST_DATA;
  }

  /** What takes the place of a response that {@link #isTooLarge}. */
  public static Refusal tooLarge() {
    return Refusal.of(
        Refusal.Reason.TOO_LARGE,
        "the answer is larger than one message can be: ask for fewer outputs or rows");
  }

  /** The response as the answer of a unary call. */
  public static MessageStream encode(InferenceResponse response) {
    return new MessageStream(parts(response), response::close);
  }

  /** The response inside a ModelStreamInferResponse, marked as the final one of its request. */
  public static MessageStream encodeStreamed(InferenceResponse response) {
    MessageWriter mark = new MessageWriter();
    mark.parameters(4, FINAL);
    List<ByteBuf> inner = new ArrayList<>(parts(response));
    inner.addAll(mark.finish());
    MessageWriter envelope = new MessageWriter();
    envelope.nested(2, MessageStream.length(inner));
    List<ByteBuf> all = envelope.finish();
    all.addAll(inner);
    return new MessageStream(all, response::close);
  }

  /** A ModelStreamInferResponse that says why the request {@code id} has no answer. */
  public static MessageStream encodeError(String id, String message) {
    MessageWriter response = new MessageWriter();
    response.text(3, id);
    List<ByteBuf> inner = response.finish();
    MessageWriter envelope = new MessageWriter();
    envelope.text(1, message);
    envelope.nested(2, MessageStream.length(inner));
    List<ByteBuf> all = envelope.finish();
    all.addAll(inner);
    return new MessageStream(all, () -> {});
  }

  private static List<ByteBuf> parts(InferenceResponse response) {
    return switch (response.body()) {
      case ResponseBody.Encoded(var message) -> List.of(message);
      case ResponseBody.Tensors(var outputs, var placed) -> {
        MessageWriter out = new MessageWriter();
        out.text(1, response.model());
        out.text(2, Long.toString(response.version()));
        out.text(3, response.id());
        out.tensors(5, outputs, placed);
        out.raw(6, outputs);
        yield out.finish();
      }
    };
  }
}
