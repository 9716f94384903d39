package io.gyre.worker.cache;

import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCounted;
import java.util.ArrayList;
import java.util.List;

/**
 * A response of its own memory. The cache holds one reference for as long as it holds the entry,
 * each answer another one until its bytes are written; whoever is last frees it.
 */
final class StoredResponse {
  /** What an entry takes beside its outputs: key, nodes and views, about. */
  private static final int OVERHEAD = 512;

  private final InferenceResponse response;
  private final long weight;

  private StoredResponse(InferenceResponse response, long weight) {
    this.response = response;
    this.weight = weight;
  }

  /** Bytes that an entry with these outputs takes. */
  static long weight(ResponseBody.Tensors body) {
    long bytes = OVERHEAD;
    for (TensorView output : body.outputs()) {
      bytes += output.data().readableBytes();
    }
    return bytes;
  }

  /** A copy of a response, with the one reference that is the caller's. */
  static StoredResponse copyOf(
      InferenceResponse response, ResponseBody.Tensors body, ByteBufAllocator allocator) {
    long weight = weight(body);
    int size = Math.toIntExact(weight - OVERHEAD);
    ByteBuf block = allocator.directBuffer(size, size);
    List<TensorView> copies = new ArrayList<>(body.outputs().size());
    for (TensorView output : body.outputs()) {
      ByteBuf data = output.data();
      int start = block.writerIndex();
      block.writeBytes(data, data.readerIndex(), data.readableBytes());
      ByteBuf copy = block.slice(start, data.readableBytes());
      copies.add(new TensorView(output.name(), output.datatype(), output.shape(), copy));
    }
    return new StoredResponse(
        new InferenceResponse(
            response.model(),
            response.version(),
            "",
            new ResponseBody.Tensors(copies),
            new StoredMemory(block)),
        weight);
  }

  long weight() {
    return weight;
  }

  /** Takes a reference for an answer; false where the last one has just gone. */
  boolean tryRetain() {
    try {
      response.memory().retain();
      return true;
    } catch (IllegalReferenceCountException _) {
      return false;
    }
  }

  /** Gives a reference back. */
  void release() {
    response.memory().release();
  }

  /** The answer to the request of that id, which takes over the caller's reference. */
  InferenceResponse answer(String id) {
    return share(response, id, response.memory());
  }

  /**
   * The same response for another request: the bytes are shared, the views' indices are not.
   *
   * @param memory the response's, with a reference for this request
   */
  static InferenceResponse share(InferenceResponse response, String id, ReferenceCounted memory) {
    ResponseBody body =
        switch (response.body()) {
          case ResponseBody.Tensors tensors -> new ResponseBody.Tensors(views(tensors.outputs()));
          case ResponseBody.Encoded(ByteBuf message) ->
              new ResponseBody.Encoded(message.duplicate());
        };
    return new InferenceResponse(response.model(), response.version(), id, body, memory);
  }

  private static List<TensorView> views(List<TensorView> outputs) {
    List<TensorView> views = new ArrayList<>(outputs.size());
    for (TensorView output : outputs) {
      views.add(
          new TensorView(
              output.name(), output.datatype(), output.shape(), output.data().duplicate()));
    }
    return views;
  }
}
