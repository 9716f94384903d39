package io.gyre.worker.warmup;

import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch whose inputs lie ready, to be run any number of times by one thread. Where its rows stand
 * for requests of one row each, they are first copied together, as those of requests are.
 */
public final class PreparedBatch implements AutoCloseable {
  private final EngineModel model;
  private final List<String> outputs;
  private final List<TensorView> inputs = new ArrayList<>();
  private final List<ByteBuf> requested = new ArrayList<>();

  PreparedBatch(EngineModel model, List<String> outputs) {
    this.model = model;
    this.outputs = outputs;
  }

  /** Takes an input, whose data this releases at its end. */
  void add(TensorView input) {
    inputs.add(input);
  }

  /** Has the inputs copied before each run. */
  void copyFirst(ByteBufAllocator allocator) {
    for (TensorView input : inputs) {
      ByteBuf data = input.data();
      requested.add(allocator.directBuffer(Math.max(data.readableBytes(), 1)));
      requested.getLast().writeBytes(data, data.readerIndex(), data.readableBytes());
    }
  }

  /** Runs it once. */
  public void run() throws ExecutionException {
    for (int i = 0; i < requested.size(); i++) {
      ByteBuf rows = requested.get(i);
      inputs.get(i).data().setBytes(0, rows, 0, rows.readableBytes());
    }
    model.run(inputs, outputs).close();
  }

  @Override
  public void close() {
    inputs.forEach(input -> input.data().release());
    requested.forEach(ByteBuf::release);
  }
}
