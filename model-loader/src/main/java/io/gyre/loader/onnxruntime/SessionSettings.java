package io.gyre.loader.onnxruntime;

import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.EngineOptions.Device;
import io.gyre.loader.engine.ModelLoadException;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * How a session runs, read from the options and the parameters of Triton's ONNX Runtime backend.
 *
 * @param device where it runs
 * @param intraOpThreads threads inside one operator, the caller's among them
 * @param sharedPool whether those are of the pool that such sessions share; else they are its own
 * @param interOpThreads threads over which a parallel session spreads operators
 * @param parallel whether operators that don't depend on each other may run at once
 * @param memoryArena whether working memory on the processor is kept for later runs
 * @param memoryPattern whether a run's working memory is planned from an earlier run of the same
 *     shapes
 * @param arenaShrinkage the arenas that each run gives unused memory back from: {@code cpu:0;gpu:0}
 */
record SessionSettings(
    Device device,
    int intraOpThreads,
    boolean sharedPool,
    int interOpThreads,
    boolean parallel,
    boolean memoryArena,
    boolean memoryPattern,
    Optional<String> arenaShrinkage) {
  static final String INTRA_OP_THREADS = "intra_op_thread_count";
  static final String INTER_OP_THREADS = "inter_op_thread_count";
  static final String EXECUTION_MODE = "execution_mode";
  static final String MEMORY_ARENA = "enable_mem_arena";
  static final String MEMORY_PATTERN = "enable_mem_pattern";
  static final String ARENA_SHRINKAGE = "memory.enable_memory_arena_shrinkage";

  private static final Pattern ARENAS = Pattern.compile("(cpu:0|gpu:\\d+)(;(cpu:0|gpu:\\d+))*");

  /**
   * The settings of one session. One that may use as many threads as there are in the shared pool
   * uses these: ten large models are then no more threads than one.
   *
   * @param sharedThreads threads of the pool that sessions share
   */
  static SessionSettings of(EngineOptions options, int sharedThreads) throws ModelLoadException {
    Map<String, String> parameters = options.parameters();
    int intraOp = threads(parameters, INTRA_OP_THREADS, options.intraOpThreads(), sharedThreads);
    boolean parallel = flag(parameters, EXECUTION_MODE, false, "0 (sequential) or 1 (parallel)");
    int interOp = threads(parameters, INTER_OP_THREADS, 1, sharedThreads);
    if (interOp > 1 && !parallel) {
      throw new ModelLoadException(
          true,
          "parameter "
              + INTER_OP_THREADS
              + " is "
              + interOp
              + ", but operators run one after the other, as "
              + EXECUTION_MODE
              + " is 0; set "
              + EXECUTION_MODE
              + " to 1, or remove "
              + INTER_OP_THREADS);
    }
    SessionSettings settings =
        new SessionSettings(
            options.device(),
            intraOp,
            intraOp > 1 && intraOp == sharedThreads && !parallel,
            interOp,
            parallel,
            flag(parameters, MEMORY_ARENA, true, "0 (off) or 1 (on)"),
            flag(parameters, MEMORY_PATTERN, true, "0 (off) or 1 (on)"),
            Optional.ofNullable(parameters.get(ARENA_SHRINKAGE)));
    if (settings.arenaShrinkage.isPresent()) {
      settings.checkShrinkage(settings.arenaShrinkage.get());
    }
    return settings;
  }

  /** Whether the session has threads of its own. */
  boolean startsThreads() {
    return intraOpThreads > 1 && !sharedPool || parallel;
  }

  private void checkShrinkage(String arenas) throws ModelLoadException {
    if (!ARENAS.matcher(arenas).matches()) {
      throw unexpected(ARENA_SHRINKAGE, "arenas such as cpu:0 or cpu:0;gpu:0", arenas);
    }
    if (!memoryArena && arenas.contains("cpu:")) {
      throw contradiction("has no cpu arena to shrink, since " + MEMORY_ARENA + " is 0", arenas);
    }
    if (arenas.contains("gpu:") && !(device instanceof Device.Gpu)) {
      throw contradiction("has no gpu arena to shrink, since it runs on the cpu", arenas);
    }
  }

  private static int threads(Map<String, String> parameters, String name, int absent, int cores)
      throws ModelLoadException {
    String value = parameters.get(name);
    if (value == null) {
      return absent;
    }
    int threads = number(name, value, n -> n >= 0, "a number of threads, or 0 for one per core");
    return threads == 0 ? cores : threads;
  }

  private static boolean flag(
      Map<String, String> parameters, String name, boolean absent, String expected)
      throws ModelLoadException {
    String value = parameters.get(name);
    return value == null ? absent : number(name, value, n -> n == 0 || n == 1, expected) == 1;
  }

  private static int number(String name, String value, IntPredicate allowed, String expected)
      throws ModelLoadException {
    try {
      int number = Integer.parseInt(value.strip());
      if (allowed.test(number)) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Reported with those out of range.
    }
    throw unexpected(name, expected, value);
  }

  private static ModelLoadException unexpected(String name, String expected, String found) {
    return new ModelLoadException(
        true,
        "parameter "
            + name
            + ": expected "
            + expected
            + ", found \""
            + found
            + "\"; correct it in the model's configuration");
  }

  private static ModelLoadException contradiction(String why, String found) {
    return new ModelLoadException(
        true,
        "parameter "
            + ARENA_SHRINKAGE
            + " is \""
            + found
            + "\", but the model "
            + why
            + "; remove one of the two from the model's configuration");
  }
}
