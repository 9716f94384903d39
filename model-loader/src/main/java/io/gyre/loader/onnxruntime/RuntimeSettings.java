package io.gyre.loader.onnxruntime;

import io.gyre.loader.engine.OutputMemory;
import io.netty.buffer.ByteBufAllocator;

/**
 * What all models of an engine share.
 *
 * @param allocator where outputs are allocated
 * @param outputs the memory that they may take
 * @param threads threads that a run may use in the pool that models share, its caller among them
 */
public record RuntimeSettings(ByteBufAllocator allocator, OutputMemory outputs, int threads) {
  public RuntimeSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", not positive");
    }
  }

  /** Settings without a limit. */
  public static RuntimeSettings unlimited(ByteBufAllocator allocator) {
    return new RuntimeSettings(
        allocator, OutputMemory.of(Long.MAX_VALUE), Runtime.getRuntime().availableProcessors());
  }
}
