package io.gyre.cli.serve;

import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loader.onnxruntime.RuntimeSettings;

/** Starts the engine that runs models, on the native library of the installation. */
public final class EngineStart {
  private EngineStart() {}

  /**
   * The engine; it belongs to the caller.
   *
   * @throws StartException where the library doesn't run here
   */
  public static OnnxRuntimeEngine open(Installation installation, RuntimeSettings settings)
      throws StartException {
    try {
      return installation.nativeLibraries().isPresent()
          ? new OnnxRuntimeEngine(installation.nativeLibraries().get(), settings)
          : new OnnxRuntimeEngine(settings);
    } catch (IllegalStateException e) {
      throw new StartException("ONNX Runtime doesn't start: " + e.getMessage());
    }
  }
}
