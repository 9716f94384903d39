package io.gyre.bench.inprocess;

import io.gyre.bench.model.BenchModel;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.EngineOptions.Device;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A model opened without a worker, on one thread: the raw limit. */
public final class RawModel implements AutoCloseable {
  private final BenchModel description;
  private final EngineModel model;

  private RawModel(BenchModel description, EngineModel model) {
    this.description = description;
    this.model = model;
  }

  /** Loads a model. */
  public static RawModel open(OnnxRuntimeEngine engine, BenchModel model) throws IOException {
    Path file = Files.createTempFile("gyre-bench", ".onnx");
    try {
      Files.write(file, model.file());
      return new RawModel(
          model, engine.open(file, new EngineOptions(new Device.Cpu(), 1, Map.of())));
    } catch (ModelLoadException e) {
      throw new IOException("a model of the benchmark doesn't load", e);
    } finally {
      Files.delete(file);
    }
  }

  /** A loop that runs {@code rows} rows at a time. */
  public RawContender looping(int rows) {
    return new RawContender(model, description, rows);
  }

  @Override
  public void close() {
    model.close();
  }
}
