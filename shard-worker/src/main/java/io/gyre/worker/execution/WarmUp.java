package io.gyre.worker.execution;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.InputConfiguration;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first runs of a model, made before it serves because they are slower than later ones: on
 * zeros, the largest batch first, then 1, the preferred sizes and the powers of two, as far as a
 * budget goes. A model whose rows may have any shape is left alone, since nobody knows which shape
 * it stands.
 */
public final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Larger batches are left to the first request that brings one. */
  private static final long LARGEST_INPUT_BYTES = 64L << 20;

  private final Duration budget;
  private final ByteBufAllocator allocator;
  private final LongSupplier nanoTime;

  /**
   * @param budget time after which no further run begins
   */
  public WarmUp(Duration budget, ByteBufAllocator allocator, LongSupplier nanoTime) {
    this.budget = budget;
    this.allocator = allocator;
    this.nanoTime = nanoTime;
  }

  /**
   * Makes the first runs on the calling thread. A run that fails ends them, and is no reason not to
   * serve.
   */
  public void run(LoadedUnit loaded) {
    ModelConfiguration configuration = loaded.configuration();
    List<InputConfiguration> required =
        configuration.inputs().stream().filter(input -> !input.optional()).toList();
    boolean batched = configuration.batches();
    if (required.isEmpty() || !required.stream().allMatch(input -> isKnown(input, batched))) {
      return;
    }
    long start = nanoTime.getAsLong();
    try {
      for (int rows : sizes(configuration)) {
        if (nanoTime.getAsLong() - start >= budget.toNanos()) {
          return;
        }
        if (required.stream()
            .allMatch(input -> bytes(input, batched, rows) <= LARGEST_INPUT_BYTES)) {
          runOnce(loaded, required, rows);
        }
      }
    } catch (ExecutionException e) {
      LOG.info(
          "{} is served without a full warm-up: it refuses zeros ({})",
          loaded.unit(),
          e.getMessage());
    }
  }

  private static boolean isKnown(InputConfiguration input, boolean batched) {
    Shape shape = input.tensor().shape();
    return input.modelShape().equals(shape) && (batched ? shape.withoutFirst() : shape).isFixed();
  }

  private static Set<Integer> sizes(ModelConfiguration configuration) {
    Set<Integer> sizes = new LinkedHashSet<>();
    if (configuration.batches()) {
      sizes.add(configuration.maxBatchSize());
    }
    sizes.add(1);
    configuration.dynamicBatching().ifPresent(batching -> sizes.addAll(batching.preferredSizes()));
    for (long size = 2; size < configuration.maxBatchSize(); size *= 2) {
      sizes.add((int) size);
    }
    return sizes;
  }

  private void runOnce(LoadedUnit loaded, List<InputConfiguration> inputs, int rows)
      throws ExecutionException {
    List<ByteBuf> buffers = new ArrayList<>();
    try {
      List<TensorView> zeros = new ArrayList<>();
      for (InputConfiguration input : inputs) {
        TensorSpec spec = input.tensor();
        boolean batched = loaded.configuration().batches();
        int size = Math.toIntExact(bytes(input, batched, rows));
        ByteBuf buffer = allocator.directBuffer(Math.max(1, size)).writeZero(size);
        buffers.add(buffer);
        Shape shape = shape(input, batched, rows);
        zeros.add(new TensorView(spec.name(), spec.datatype(), shape, buffer));
      }
      List<String> outputs =
          loaded.configuration().outputTensors().stream().map(TensorSpec::name).toList();
      loaded.model().run(zeros, outputs).close();
    } finally {
      buffers.forEach(ByteBuf::release);
    }
  }

  private static Shape shape(InputConfiguration input, boolean batched, int rows) {
    Shape shape = input.tensor().shape();
    return batched ? shape.withFirst(rows) : shape;
  }

  /** Size of an input of zeros; of BYTES, empty elements, whose length of zero takes four bytes. */
  private static long bytes(InputConfiguration input, boolean batched, int rows) {
    Datatype datatype = input.tensor().datatype();
    int elementBytes = datatype.isFixedSize() ? datatype.byteSize() : 4;
    return Math.multiplyExact(shape(input, batched, rows).elementCount(), elementBytes);
  }
}
