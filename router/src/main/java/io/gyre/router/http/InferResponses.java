package io.gyre.router.http;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.wire.DecodedResponse;
import io.gyre.inference.wire.ResponseDecoder;
import io.gyre.router.json.InferResponseWriter;
import io.gyre.router.json.OutputForm;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/**
 * Makes answers of inference responses: JSON written out, binary data pointed to. Not for two
 * threads at once.
 */
final class InferResponses {
  /** Below this, a copy costs less than one more buffer in the write. */
  private static final int COPIED = 16 << 10;

  /** Bytes of JSON or compressed data that take about a millisecond. */
  static final int LONG_WORK = 256 << 10;

  private static final int HEAD_ESTIMATE = 256;
  private static final int DIGITS_PER_BYTE = 5;

  private final InferResponseWriter writer = new InferResponseWriter();

  /** Whether to answer takes so long that an event loop had better not do it. */
  static boolean isLongWork(InferenceResponse response, OutputForm form, ContentCoding coding) {
    if (form.binaryByDefault() && form.binary().isEmpty() && coding == ContentCoding.IDENTITY) {
      return false;
    }
    return switch (response.body()) {
      case ResponseBody.Encoded(ByteBuf message) -> message.readableBytes() > LONG_WORK;
      case ResponseBody.Tensors(List<TensorView> outputs, _) -> {
        long bytes = 0;
        for (TensorView output : outputs) {
          bytes += output.data().readableBytes();
        }
        yield bytes > LONG_WORK;
      }
    };
  }

  /**
   * The answer that holds {@code response}, which becomes the answer's; where this throws, it stays
   * the caller's.
   */
  HttpAnswer answer(
      InferenceResponse response,
      OutputForm form,
      ContentCoding coding,
      ByteBufAllocator allocator) {
    return switch (response.body()) {
      case ResponseBody.Tensors tensors -> answer(response, tensors, form, coding, allocator);
      case ResponseBody.Encoded(ByteBuf message) ->
          switch (ResponseDecoder.decode(message)) {
            case DecodedResponse.Response decoded ->
                answer(response, decoded.body(), form, coding, allocator);
            case DecodedResponse.Malformed(Refusal refusal) ->
                refused(response, refusal, allocator);
          };
    };
  }

  private HttpAnswer answer(
      InferenceResponse response,
      ResponseBody.Tensors outputs,
      OutputForm form,
      ContentCoding coding,
      ByteBufAllocator allocator) {
    ByteBuf json = allocator.directBuffer(estimate(outputs.outputs(), form));
    Refusal refusal;
    try {
      refusal = writer.write(response, outputs, form, json);
    } catch (RuntimeException | Error e) {
      json.release();
      throw e;
    }
    if (refusal != null) {
      json.release();
      return refused(response, refusal, allocator);
    }
    return withBinary(response, outputs, form, coding, json, allocator);
  }

  private static HttpAnswer refused(
      InferenceResponse response, Refusal refusal, ByteBufAllocator allocator) {
    response.close();
    return HttpAnswer.refusal(refusal, allocator);
  }

  private static HttpAnswer withBinary(
      InferenceResponse response,
      ResponseBody.Tensors outputs,
      OutputForm form,
      ContentCoding coding,
      ByteBuf json,
      ByteBufAllocator allocator) {
    int jsonLength = json.readableBytes();
    List<ByteBuf> binary =
        outputs.outputs().stream()
            .filter(output -> form.isBinary(output.name()))
            .filter(output -> !outputs.placed().containsKey(output.name()))
            .map(TensorView::data)
            .toList();
    ByteBuf body = append(json, binary, allocator);
    HttpAnswer answer =
        binary.isEmpty()
            ? HttpAnswer.json(HttpResponseStatus.OK, body)
            : HttpAnswer.binary(body, jsonLength, null);
    if (coding == ContentCoding.IDENTITY && body != json) {
      return HttpAnswer.binary(body, jsonLength, response);
    }
    HttpAnswer whole =
        coding == ContentCoding.IDENTITY ? answer : answer.compressed(coding, allocator);
    response.close();
    return whole;
  }

  /** The JSON and the data behind it, which is copied where it is small, else pointed to. */
  private static ByteBuf append(ByteBuf json, List<ByteBuf> binary, ByteBufAllocator allocator) {
    if (binary.stream().mapToLong(ByteBuf::readableBytes).sum() <= COPIED) {
      binary.forEach(data -> json.writeBytes(data, data.readerIndex(), data.readableBytes()));
      return json;
    }
    CompositeByteBuf body = allocator.compositeBuffer(Integer.MAX_VALUE);
    body.addComponent(true, json);
    // The data belongs to the response, which outlives the write.
    binary.forEach(data -> body.addComponent(true, Unpooled.unreleasableBuffer(data.slice())));
    return body;
  }

  private static int estimate(List<TensorView> outputs, OutputForm form) {
    long size = HEAD_ESTIMATE;
    for (TensorView output : outputs) {
      if (!form.isBinary(output.name())) {
        size += (long) output.data().readableBytes() * DIGITS_PER_BYTE;
      }
    }
    return (int) Math.min(size, 1 << 20);
  }
}
