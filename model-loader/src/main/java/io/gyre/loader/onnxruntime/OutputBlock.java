package io.gyre.loader.onnxruntime;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.OutputMemory;
import io.gyre.loader.engine.RunResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.List;
import java.util.Optional;

/**
 * One block of pooled memory that holds all outputs of a run, each on a cache line of its own.
 * Counted from its allocation to its last release.
 */
final class OutputBlock extends AbstractReferenceCounted {
  private static final int ALIGNMENT = 64;
  private static final long LARGEST = Integer.MAX_VALUE - (long) ALIGNMENT;

  private final OutputMemory memory;
  private final List<Session.Tensor> tensors;
  private final Shape[] shapes;
  private final long[] lengths;
  private final ByteBuf block;

  /** Bytes between the block's start and the first output. */
  private final int padding;

  private final long address;

  private OutputBlock(
      OutputMemory memory,
      List<Session.Tensor> tensors,
      Shape[] shapes,
      long[] lengths,
      ByteBuf block) {
    this.memory = memory;
    this.tensors = tensors;
    this.shapes = shapes;
    this.lengths = lengths;
    this.block = block;
    long start = Memory.addressOf(block);
    this.address = align(start);
    this.padding = (int) (address - start);
  }

  /**
   * Allocates a block; it belongs to the caller until {@link #result}, and is then the result's.
   *
   * @param lengths bytes of each output
   * @throws ExecutionException where no buffer is that large, or there is no room for it now
   */
  static OutputBlock allocate(
      OutputMemory memory,
      ByteBufAllocator allocator,
      List<Session.Tensor> tensors,
      Shape[] shapes,
      long[] lengths)
      throws ExecutionException {
    long total = 0;
    for (long length : lengths) {
      total = length > LARGEST - total ? Long.MAX_VALUE : align(total + length);
      if (total > LARGEST) {
        throw new ExecutionException(
            "the outputs take more than " + LARGEST + " bytes; ask for fewer rows or outputs");
      }
    }
    ByteBuf block = allocate(memory, allocator, (int) total + ALIGNMENT);
    block.writerIndex(block.capacity());
    return new OutputBlock(memory, tensors, shapes, lengths, block);
  }

  private static ByteBuf allocate(OutputMemory memory, ByteBufAllocator allocator, int bytes)
      throws ExecutionException {
    Optional<String> refused = memory.take(bytes);
    if (refused.isPresent()) {
      throw ExecutionException.lackOfMemory(refused.get() + "; try later, or with fewer rows");
    }
    try {
      return allocator.directBuffer(bytes, bytes);
    } catch (OutOfMemoryError _) {
      memory.giveBack(bytes);
      throw ExecutionException.lackOfMemory(
          "no memory for outputs of " + bytes + " bytes; try later, or with fewer rows");
    }
  }

  /**
   * Bytes of a tensor of a fixed-size datatype, {@link Long#MAX_VALUE} where a long can't hold
   * them.
   */
  static long byteLength(Session.Tensor tensor, Shape shape) {
    try {
      return Math.multiplyExact(
          shape.elementCount(), tensor.declared().spec().datatype().byteSize());
    } catch (ArithmeticException _) {
      return Long.MAX_VALUE;
    }
  }

  private static long align(long address) {
    return (address + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Binds all outputs to their places in the block. */
  void bindTo(RunContext context) throws OrtException {
    long place = address;
    for (int i = 0; i < tensors.size(); i++) {
      context.bindOutput(tensors.get(i), shapes[i], place, lengths[i]);
      place = align(place + lengths[i]);
    }
  }

  /** Copies all outputs from the runtime's own memory. */
  void copyFrom(RunContext context) throws OrtException {
    long place = address;
    for (int i = 0; i < tensors.size(); i++) {
      context.copyOutput(i, tensors.get(i), shapes[i].elementCount(), lengths[i], place);
      place = align(place + lengths[i]);
    }
  }

  /** The outputs as views, and the block. */
  RunResult result() {
    TensorView[] views = new TensorView[shapes.length];
    long start = padding;
    for (int i = 0; i < views.length; i++) {
      var spec = tensors.get(i).declared().spec();
      ByteBuf data = block.slice((int) start, (int) lengths[i]);
      views[i] = new TensorView(spec.name(), spec.datatype(), shapes[i], data);
      start = align(start + lengths[i] - padding) + padding;
    }
    return new RunResult(List.of(views), this);
  }

  @Override
  protected void deallocate() {
    int bytes = block.capacity();
    block.release();
    memory.giveBack(bytes);
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    block.touch(hint);
    return this;
  }
}
