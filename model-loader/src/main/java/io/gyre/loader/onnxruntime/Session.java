package io.gyre.loader.onnxruntime;

import static io.gyre.loader.onnxruntime.NativeCall.call;

import io.gyre.loader.engine.ModelLoadException;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A native session with what its runs share. The model holds one reference and each run another, so
 * that it is never freed under a run.
 */
final class Session extends AbstractReferenceCounted {
  /** Of a run's log lines, errors come back as its status and warnings repeat at every run. */
  private static final int FATAL = 4;

  private final Environment environment;
  private final OrtApi api;
  private final long session;
  private final long runOptions;
  private final Signature signature;
  private final long weightBytes;
  private final long bytesOutsideArena;
  private final Arena arena = Arena.ofShared();
  private final Map<String, Tensor> inputs = new HashMap<>();
  private final Map<String, Tensor> outputs = new HashMap<>();

  /**
   * A declared tensor as runs need it.
   *
   * @param index place among the inputs or outputs
   * @param name address of its NUL-terminated name
   */
  record Tensor(int index, long name, DeclaredTensor declared) {}

  private Session(
      Environment environment,
      long session,
      long runOptions,
      Signature signature,
      long weightBytes,
      long bytesOutsideArena) {
    this.environment = environment;
    this.api = environment.api();
    this.session = session;
    this.runOptions = runOptions;
    this.signature = signature;
    this.weightBytes = weightBytes;
    this.bytesOutsideArena = bytesOutsideArena;
    for (DeclaredTensor input : signature.inputs()) {
      inputs.put(input.name(), new Tensor(inputs.size(), name(input), input));
    }
    for (DeclaredTensor output : signature.outputs()) {
      outputs.put(output.name(), new Tensor(outputs.size(), name(output), output));
    }
  }

  /** Opens a file; the new session holds a reference to the environment. */
  static Session open(Environment environment, Path file, long fileBytes, SessionSettings settings)
      throws OrtException, ModelLoadException {
    OrtApi api = environment.api();
    environment.retain();
    long session = 0;
    long runOptions = 0;
    try (Arena arena = Arena.ofConfined();
        SessionOptions options = new SessionOptions(api, settings)) {
      long out = arena.allocate(Long.BYTES).address();
      long path = arena.allocateFrom(file.toAbsolutePath().toString()).address();
      api.check(
          call(
              api.at(OrtFunction.CREATE_SESSION), environment.env(), path, options.address(), out));
      session = Memory.getLong(out);
      api.check(call(api.at(OrtFunction.CREATE_RUN_OPTIONS), out));
      runOptions = Memory.getLong(out);
      configureRuns(api, runOptions, settings, arena);
      Signature signature = SignatureReader.read(environment, session);
      long arenaBytes = ArenaStatistics.bytesTaken(environment, session);
      long weightBytes = Math.max(fileBytes, arenaBytes);
      return new Session(
          environment, session, runOptions, signature, weightBytes, weightBytes - arenaBytes);
    } catch (OrtException | ModelLoadException | RuntimeException e) {
      api.release(OrtFunction.RELEASE_RUN_OPTIONS, runOptions);
      api.release(OrtFunction.RELEASE_SESSION, session);
      environment.release();
      throw e;
    }
  }

  private static void configureRuns(
      OrtApi api, long runOptions, SessionSettings settings, Arena arena) throws OrtException {
    api.check(call(api.at(OrtFunction.RUN_OPTIONS_SET_LOG_SEVERITY_LEVEL), runOptions, FATAL));
    if (settings.arenaShrinkage().isPresent()) {
      long key = arena.allocateFrom(SessionSettings.ARENA_SHRINKAGE).address();
      long arenas = arena.allocateFrom(settings.arenaShrinkage().get()).address();
      api.check(call(api.at(OrtFunction.ADD_RUN_CONFIG_ENTRY), runOptions, key, arenas));
    }
  }

  private long name(DeclaredTensor tensor) {
    return arena.allocateFrom(tensor.name()).address();
  }

  Environment environment() {
    return environment;
  }

  Signature signature() {
    return signature;
  }

  /**
   * Memory that the session holds: what its arena has taken for weights and, until now, for working
   * memory, and at least the file's size, which stands for what isn't kept in the arena, such as
   * the nodes of trees.
   */
  long nativeBytes() {
    try {
      return bytesOutsideArena + ArenaStatistics.bytesTaken(environment, session);
    } catch (OrtException e) {
      throw new IllegalStateException("the session's memory can't be told", e);
    }
  }

  /** The part of {@link #nativeBytes} that was there before the first run. */
  long weightBytes() {
    return weightBytes;
  }

  /** The declared inputs by name. */
  Map<String, Tensor> inputs() {
    return inputs;
  }

  /** The declared outputs by name. */
  Map<String, Tensor> outputs() {
    return outputs;
  }

  /**
   * Runs the session on the calling thread.
   *
   * @param inputNames address of an array of names
   * @param inputs address of an array of native values
   * @param outputNames address of an array of names
   * @param outputs address of an array of native values; a 0 is replaced by a value that the
   *     runtime makes
   */
  void run(
      long inputNames, long inputs, int inputCount, long outputNames, int outputCount, long outputs)
      throws OrtException {
    api.check(
        call(
            api.at(OrtFunction.RUN),
            session,
            runOptions,
            inputNames,
            inputs,
            inputCount,
            outputNames,
            outputCount,
            outputs));
  }

  @Override
  protected void deallocate() {
    api.release(OrtFunction.RELEASE_RUN_OPTIONS, runOptions);
    api.release(OrtFunction.RELEASE_SESSION, session);
    environment.freed().giveBack(weightBytes);
    arena.close();
    environment.release();
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }
}
