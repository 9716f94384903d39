package io.gyre.loader.config;

import io.gyre.loader.engine.EngineOptions;
import io.gyre.proto.inference.ModelConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules of {@code parameters}: what is the engine's, and how many threads it gets. */
final class EngineParameters {
  private static final String INTRA_OP = "intra_op_thread_count";
  private static final int MOST_THREADS = 1024;

  private EngineParameters() {}

  static List<Mistake> mistakes(ModelConfig written, Place root) {
    String threads = intraOp(written);
    if (threads.matches("\\d{1,4}") && Integer.parseInt(threads) <= MOST_THREADS) {
      return List.of();
    }
    return List.of(
        root.at("parameters")
            .mistake(INTRA_OP + " of 0 (the server's default) to " + MOST_THREADS, threads));
  }

  /**
   * How the engine is to open the model.
   *
   * @param defaultThreads threads of one run where the configuration doesn't say
   */
  static EngineOptions options(ModelConfig written, int defaultThreads) {
    int threads = Integer.parseInt(intraOp(written));
    Map<String, String> others = new HashMap<>();
    written.getParametersMap().forEach((key, value) -> others.put(key, value.getStringValue()));
    others.remove(INTRA_OP);
    return new EngineOptions(
        InstanceGroups.device(written), threads == 0 ? defaultThreads : threads, others);
  }

  private static String intraOp(ModelConfig written) {
    return written.containsParameters(INTRA_OP)
        ? written.getParametersOrThrow(INTRA_OP).getStringValue().strip()
        : "0";
  }
}
