package io.gyre.bench.inprocess;

import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loader.onnxruntime.RuntimeSettings;
import io.netty.buffer.ByteBufAllocator;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The ONNX Runtime of an installation.
 *
 * @param folder where its native library is; where there is no such folder, the one on the class
 *     path is used
 */
public record NativeEngine(Path folder) {
  /** Starts it; the caller closes it. */
  public OnnxRuntimeEngine open() {
    return Files.isDirectory(folder)
        ? new OnnxRuntimeEngine(folder, RuntimeSettings.unlimited(ByteBufAllocator.DEFAULT))
        : new OnnxRuntimeEngine(ByteBufAllocator.DEFAULT);
  }
}
