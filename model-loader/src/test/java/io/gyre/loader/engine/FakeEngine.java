package io.gyre.loader.engine;

import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine without a native library: every file is a model of one signature, but those whose text
 * starts with {@code corrupt} or {@code busy}. A run answers each output with the first input's
 * bytes.
 */
public final class FakeEngine implements Engine {
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final AtomicInteger open = new AtomicInteger();
  private final List<EngineOptions> options = new ArrayList<>();
  private final List<List<TensorView>> runs = new ArrayList<>();

  public FakeEngine(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
  }

  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public EngineModel open(Path file, EngineOptions options) throws ModelLoadException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ModelLoadException(false, e.toString());
    }
    if (text.startsWith("corrupt")) {
      throw new ModelLoadException(true, file + " is corrupt");
    }
    if (text.startsWith("busy")) {
      throw new ModelLoadException(false, "no memory");
    }
    this.options.add(options);
    open.incrementAndGet();
    return new FakeModel();
  }

  /** Models that were opened and not closed. */
  public int openModels() {
    return open.get();
  }

  /** How models were opened, in order. */
  public List<EngineOptions> options() {
    return List.copyOf(options);
  }

  /** Inputs of every run, in order; their data may be gone. */
  public List<List<TensorView>> runs() {
    return List.copyOf(runs);
  }

  private final class FakeModel implements EngineModel {
    private boolean closed;

    @Override
    public List<TensorSpec> inputs() {
      return inputs;
    }

    @Override
    public List<TensorSpec> outputs() {
      return outputs;
    }

    @Override
    public long nativeBytes() {
      return 1000;
    }

    @Override
    public RunResult run(List<TensorView> given, List<String> wanted) {
      if (closed) {
        throw new IllegalStateException("the model is closed");
      }
      runs.add(given);
      TensorView first = given.getFirst();
      ByteBuf block = Unpooled.copiedBuffer(first.data());
      return new RunResult(
          wanted.stream()
              .map(name -> new TensorView(name, first.datatype(), first.shape(), block.duplicate()))
              .toList(),
          block);
    }

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("the model is closed already");
      }
      closed = true;
      open.decrementAndGet();
    }
  }
}
