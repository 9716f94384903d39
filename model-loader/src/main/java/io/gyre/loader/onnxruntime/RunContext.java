package io.gyre.loader.onnxruntime;

import static io.gyre.loader.onnxruntime.NativeCall.call;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.ExecutionException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The native values of one run at a time, and the arrays that name them to the runtime; used again
 * by later runs. Not safe for use by several threads at once.
 */
final class RunContext implements AutoCloseable {
  private static final int LARGEST_RANK = 64;

  private final Session session;
  private final OrtApi api;
  private final ByteBufAllocator allocator;
  private final Arena arena = Arena.ofShared();
  private final Words inputNames;
  private final Words inputValues;
  private final Words outputNames;
  private final Words outputValues;
  private final Words dims;
  private final Words out;
  private final @Nullable Shape[] inputShapes;
  private final List<ByteBuf> copies = new ArrayList<>();
  private int inputCount;
  private int outputCount;

  /** A native array of 64-bit words. */
  private record Words(MemorySegment segment, long address) {
    static Words allocate(Arena arena, int count) {
      MemorySegment segment = arena.allocate(ValueLayout.JAVA_LONG, Math.max(count, 1));
      return new Words(segment, segment.address());
    }

    long get(int index) {
      return segment.getAtIndex(ValueLayout.JAVA_LONG, index);
    }

    void set(int index, long value) {
      segment.setAtIndex(ValueLayout.JAVA_LONG, index, value);
    }
  }

  RunContext(Session session, ByteBufAllocator allocator) {
    this.session = session;
    this.api = session.environment().api();
    this.allocator = allocator;
    int inputs = session.inputs().size();
    int outputs = session.outputs().size();
    this.inputNames = Words.allocate(arena, inputs);
    this.inputValues = Words.allocate(arena, inputs);
    this.outputNames = Words.allocate(arena, outputs);
    this.outputValues = Words.allocate(arena, outputs);
    this.dims = Words.allocate(arena, LARGEST_RANK);
    this.out = Words.allocate(arena, 1);
    this.inputShapes = new Shape[inputs];
  }

  /** The shapes of the bound inputs, in the declared order. */
  @Nullable Shape[] inputShapes() {
    return inputShapes;
  }

  /** Makes a native value of a view, over its memory where that is one direct, aligned piece. */
  void bindInput(Session.Tensor tensor, TensorView view) throws OrtException, ExecutionException {
    if (inputShapes[tensor.index()] != null) {
      throw new ExecutionException("input " + view.name() + " is given twice");
    }
    inputShapes[tensor.index()] = view.shape();
    inputNames.set(inputCount, tensor.name());
    if (view.datatype().isFixedSize()) {
      long address = addressOf(view);
      createOver(
          view.shape(), ElementType.codeOf(view.datatype()), address, view.data().readableBytes());
      inputValues.set(inputCount++, out.get(0));
    } else {
      createStrings(view.shape());
      inputValues.set(inputCount++, out.get(0));
      StringTensors.fill(api, inputValues.get(inputCount - 1), view, out.address());
    }
  }

  /** Has an output written to memory of ours. */
  void bindOutput(Session.Tensor tensor, Shape shape, long address, long length)
      throws OrtException {
    createOver(shape, typeOf(tensor), address, length);
    outputNames.set(outputCount, tensor.name());
    outputValues.set(outputCount++, out.get(0));
  }

  /** Has an output left in the runtime's own memory. */
  void bindOutput(Session.Tensor tensor) {
    outputNames.set(outputCount, tensor.name());
    outputValues.set(outputCount++, 0);
  }

  void run() throws OrtException {
    session.run(
        inputNames.address,
        inputValues.address,
        inputCount,
        outputNames.address,
        outputCount,
        outputValues.address);
  }

  /** The shape that the runtime gave an output. */
  Shape outputShape(int index) throws OrtException {
    api.check(
        call(api.at(OrtFunction.GET_TENSOR_TYPE_AND_SHAPE), outputValues.get(index), out.address));
    long info = out.get(0);
    try {
      api.check(call(api.at(OrtFunction.GET_DIMENSIONS_COUNT), info, out.address));
      int rank = checkedRank((int) out.get(0));
      api.check(call(api.at(OrtFunction.GET_DIMENSIONS), info, dims.address, rank));
      long[] shape = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        shape[axis] = dims.get(axis);
      }
      return Shape.of(shape);
    } finally {
      api.release(OrtFunction.RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, info);
    }
  }

  /** Bytes of an output in the protocol's form. */
  long outputLength(int index, Session.Tensor tensor, Shape shape) throws OrtException {
    return tensor.declared().spec().datatype().isFixedSize()
        ? OutputBlock.byteLength(tensor, shape)
        : StringTensors.encodedLength(
            api, outputValues.get(index), shape.elementCount(), out.address);
  }

  /** Copies an output in the protocol's form. */
  void copyOutput(int index, Session.Tensor tensor, long count, long length, long to)
      throws OrtException {
    long value = outputValues.get(index);
    if (tensor.declared().spec().datatype().isFixedSize()) {
      api.check(call(api.at(OrtFunction.GET_TENSOR_MUTABLE_DATA), value, out.address));
      Memory.copy(out.get(0), to, length);
    } else {
      StringTensors.encode(api, value, count, length, to);
    }
  }

  /** Releases the outputs' native values; memory of ours behind them stays. */
  void clearOutputs() {
    for (int i = 0; i < outputCount; i++) {
      api.release(OrtFunction.RELEASE_VALUE, outputValues.get(i));
    }
    outputCount = 0;
  }

  /** Releases all that the run held. */
  void clear() {
    clearOutputs();
    for (int i = 0; i < inputCount; i++) {
      api.release(OrtFunction.RELEASE_VALUE, inputValues.get(i));
    }
    inputCount = 0;
    copies.forEach(ByteBuf::release);
    copies.clear();
    Arrays.fill(inputShapes, null);
  }

  @Override
  public void close() {
    arena.close();
  }

  private long addressOf(TensorView view) {
    ByteBuf data = view.data();
    if (data.readableBytes() == 0) {
      return out.address; // Never read; the runtime wants an address all the same.
    }
    if (data.isDirect() && data.nioBufferCount() == 1) {
      long address = Memory.addressOf(data);
      if (address % view.datatype().byteSize() == 0) {
        return address;
      }
    }
    ByteBuf copy = allocator.directBuffer(data.readableBytes());
    copies.add(copy);
    copy.writeBytes(data, data.readerIndex(), data.readableBytes());
    return Memory.addressOf(copy);
  }

  private void createOver(Shape shape, int type, long address, long length) throws OrtException {
    int rank = putDims(shape);
    api.check(
        call(
            api.at(OrtFunction.CREATE_TENSOR_WITH_DATA),
            session.environment().memoryInfo(),
            address,
            length,
            dims.address,
            rank,
            type,
            out.address));
  }

  private void createStrings(Shape shape) throws OrtException {
    int rank = putDims(shape);
    int type = ElementType.STRING.ordinal();
    api.check(
        call(
            api.at(OrtFunction.CREATE_TENSOR),
            session.environment().allocator(),
            dims.address,
            rank,
            type,
            out.address));
  }

  private int putDims(Shape shape) throws OrtException {
    int rank = checkedRank(shape.rank());
    for (int axis = 0; axis < rank; axis++) {
      dims.set(axis, shape.dim(axis));
    }
    return rank;
  }

  private static int checkedRank(int rank) throws OrtException {
    if (rank > LARGEST_RANK) {
      throw new OrtException(0, "a tensor has " + rank + " dimensions, at most " + LARGEST_RANK);
    }
    return rank;
  }

  private static int typeOf(Session.Tensor tensor) {
    return ElementType.codeOf(tensor.declared().spec().datatype());
  }
}
