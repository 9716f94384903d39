package io.gyre.bench.inprocess;

import io.gyre.bench.model.BenchModel;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;

/** Random rows as the input of a model, in direct memory. */
final class Rows implements AutoCloseable {
  private static final long SEED = 1;

  private final TensorView view;

  Rows(BenchModel model, int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    ByteBuf data = Unpooled.directBuffer(count * model.rowLength() * Float.BYTES);
    for (int i = 0; i < count * model.rowLength(); i++) {
      data.writeFloatLE((float) random.nextDouble(-1, 1));
    }
    long[] dims = new long[model.inputDims().length + 1];
    dims[0] = count;
    System.arraycopy(model.inputDims(), 0, dims, 1, dims.length - 1);
    view = new TensorView("input", Datatype.FP32, Shape.of(dims), data);
  }

  TensorView view() {
    return view;
  }

  @Override
  public void close() {
    view.data().release();
  }
}
