package io.gyre.loader.engine;

import java.util.Map;

/**
 * How to load one model.
 *
 * @param device where it runs
 * @param intraOpThreads threads of one run, the caller's among them; at least 1
 * @param parameters the configuration's parameters that the engine knows, as written
 */
public record EngineOptions(Device device, int intraOpThreads, Map<String, String> parameters) {
  public EngineOptions {
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException("intraOpThreads is " + intraOpThreads + ", not positive");
    }
    parameters = Map.copyOf(parameters);
  }

  /** Where a model runs. */
  public sealed interface Device {
    /** The processor. */
    record Cpu() implements Device {}

    /** A graphics processor by its index. */
    record Gpu(int index) implements Device {}
  }
}
