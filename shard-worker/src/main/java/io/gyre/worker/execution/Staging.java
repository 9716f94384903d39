package io.gyre.worker.execution;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.worker.queue.PendingRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instance's own direct memory, into which the rows of a batch are copied: a buffer for each
 * input, reused from batch to batch, grown to the largest, and released at the instance's end. What
 * a single request brings runs where it lies, if a model can read it there.
 */
final class Staging implements AutoCloseable {
  private static final int SMALLEST = 64;

  private final List<InputConfiguration> inputs;
  private final ByteBufAllocator allocator;
  private final @Nullable ByteBuf[] buffers;
  private volatile long bytes;

  Staging(List<InputConfiguration> inputs, ByteBufAllocator allocator) {
    this.inputs = inputs;
    this.allocator = allocator;
    this.buffers = new ByteBuf[inputs.size()];
  }

  /** Bytes that the buffers hold. */
  long bytes() {
    return bytes;
  }

  /**
   * The inputs of one run, without those that the requests leave out. Valid until the next call.
   *
   * @param requests requests that may run together
   * @param rows rows of all
   */
  List<TensorView> stage(List<PendingRequest> requests, int rows) {
    List<TensorView> staged = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      TensorView first = requests.getFirst().valid().inputs().get(i);
      if (first != null) {
        Shape shape = requests.size() == 1 ? first.shape() : first.shape().withFirst(rows);
        staged.add(
            new TensorView(
                first.name(), first.datatype(), inputs.get(i).toModel(shape), gather(requests, i)));
      }
    }
    return staged;
  }

  private ByteBuf gather(List<PendingRequest> requests, int input) {
    if (requests.size() == 1) {
      TensorView only = tensor(requests.getFirst(), input);
      if (isReadableInPlace(only)) {
        return only.data();
      }
    }
    return copy(requests, input);
  }

  /** Whether the elements lie in one piece of native memory, each at a multiple of its size. */
  private static boolean isReadableInPlace(TensorView tensor) {
    ByteBuf data = tensor.data();
    return tensor.datatype().isFixedSize()
        && data.isReadable()
        && data.hasMemoryAddress()
        && (data.memoryAddress() + data.readerIndex()) % tensor.datatype().byteSize() == 0;
  }

  private ByteBuf copy(List<PendingRequest> requests, int input) {
    long size = 0;
    for (int i = 0; i < requests.size(); i++) {
      size += data(requests.get(i), input).readableBytes();
    }
    ByteBuf target = buffer(input, Math.toIntExact(size));
    for (int i = 0; i < requests.size(); i++) {
      ByteBuf data = data(requests.get(i), input);
      target.writeBytes(data, data.readerIndex(), data.readableBytes());
    }
    return target;
  }

  private static ByteBuf data(PendingRequest request, int input) {
    return tensor(request, input).data();
  }

  private static TensorView tensor(PendingRequest request, int input) {
    TensorView tensor = request.valid().inputs().get(input);
    if (tensor == null) {
      throw new IllegalStateException("input " + input + " is left out by a part of the batch");
    }
    return tensor;
  }

  private ByteBuf buffer(int input, int size) {
    ByteBuf held = buffers[input];
    if (held != null && held.capacity() >= size) {
      return held.clear();
    }
    if (held != null) {
      buffers[input] = null;
      bytes -= held.capacity();
      held.release();
    }
    int capacity = Math.max(SMALLEST, size <= 1 << 30 ? Integer.highestOneBit(2 * size - 1) : size);
    ByteBuf grown = allocator.directBuffer(capacity);
    buffers[input] = grown;
    bytes += grown.capacity();
    return grown;
  }

  @Override
  public void close() {
    for (int i = 0; i < buffers.length; i++) {
      ByteBuf held = buffers[i];
      if (held != null) {
        buffers[i] = null;
        held.release();
      }
    }
    bytes = 0;
  }
}
