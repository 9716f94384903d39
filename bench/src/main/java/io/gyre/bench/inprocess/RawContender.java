package io.gyre.bench.inprocess;

import io.gyre.bench.experiment.Contender;
import io.gyre.bench.experiment.Window;
import io.gyre.bench.model.BenchModel;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.RunResult;
import java.time.Duration;
import java.util.List;

/**
 * ONNX Runtime called in a loop on the calling thread, with an input that is already there. Counts
 * rows.
 */
public final class RawContender implements Contender, AutoCloseable {
  private static final List<String> OUTPUTS = List.of("output");

  private final EngineModel model;
  private final Rows input;
  private final List<TensorView> inputs;
  private final int rows;
  private final LoopContender loop;

  RawContender(EngineModel model, BenchModel description, int rows) {
    this.model = model;
    this.input = new Rows(description, rows);
    this.inputs = List.of(input.view());
    this.rows = rows;
    this.loop = new LoopContender("raw, batch " + rows, this::runOnce);
  }

  @Override
  public String name() {
    return loop.name();
  }

  /** Rows of a run. */
  public int rows() {
    return rows;
  }

  @Override
  public Window work(Duration length) {
    return loop.work(length);
  }

  private long runOnce() {
    try (RunResult _ = model.run(inputs, OUTPUTS)) {
      return rows;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a model of the benchmark doesn't run", e);
    }
  }

  @Override
  public void close() {
    input.close();
  }
}
