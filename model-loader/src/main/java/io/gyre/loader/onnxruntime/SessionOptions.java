package io.gyre.loader.onnxruntime;

import static io.gyre.loader.onnxruntime.NativeCall.call;

import io.gyre.loader.engine.EngineOptions.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native session options made from {@link SessionSettings}, needed until the session is there. */
final class SessionOptions implements AutoCloseable {
  private static final int ALL_OPTIMIZATIONS = 99;

  private final OrtApi api;
  private final Arena arena = Arena.ofConfined();
  private final long options;

  SessionOptions(OrtApi api, SessionSettings settings) throws OrtException {
    this.api = api;
    long out = arena.allocate(Long.BYTES).address();
    api.check(call(api.at(OrtFunction.CREATE_SESSION_OPTIONS), out));
    this.options = Memory.getLong(out);
    try {
      apply(settings);
    } catch (OrtException e) {
      close();
      throw e;
    }
  }

  /** The native {@code OrtSessionOptions}. */
  long address() {
    return options;
  }

  @Override
  public void close() {
    api.release(OrtFunction.RELEASE_SESSION_OPTIONS, options);
    arena.close();
  }

  private void apply(SessionSettings settings) throws OrtException {
    set(OrtFunction.SET_SESSION_GRAPH_OPTIMIZATION_LEVEL, ALL_OPTIMIZATIONS);
    if (settings.sharedPool()) {
      set(OrtFunction.DISABLE_PER_SESSION_THREADS);
    } else {
      set(OrtFunction.SET_INTRA_OP_NUM_THREADS, settings.intraOpThreads());
    }
    set(OrtFunction.SET_INTER_OP_NUM_THREADS, settings.interOpThreads());
    set(OrtFunction.SET_SESSION_EXECUTION_MODE, settings.parallel() ? 1 : 0);
    set(
        settings.memoryArena()
            ? OrtFunction.ENABLE_CPU_MEM_ARENA
            : OrtFunction.DISABLE_CPU_MEM_ARENA);
    set(
        settings.memoryPattern()
            ? OrtFunction.ENABLE_MEM_PATTERN
            : OrtFunction.DISABLE_MEM_PATTERN);
    // A thread that spins while it waits takes the core from the other models' runs.
    entry("session.intra_op.allow_spinning", "0");
    entry("session.inter_op.allow_spinning", "0");
    if (settings.device() instanceof Device.Gpu gpu) {
      appendCuda(gpu.index());
    }
  }

  private void set(OrtFunction function) throws OrtException {
    api.check(call(api.at(function), options));
  }

  private void set(OrtFunction function, int value) throws OrtException {
    api.check(call(api.at(function), options, value));
  }

  private void entry(String key, String value) throws OrtException {
    api.check(call(api.at(OrtFunction.ADD_SESSION_CONFIG_ENTRY), options, text(key), text(value)));
  }

  private void appendCuda(int device) throws OrtException {
    long out = arena.allocate(Long.BYTES).address();
    api.check(call(api.at(OrtFunction.CREATE_CUDA_PROVIDER_OPTIONS), out));
    long cuda = Memory.getLong(out);
    try {
      long key = pointerTo(text("device_id"));
      long value = pointerTo(text(Integer.toString(device)));
      api.check(call(api.at(OrtFunction.UPDATE_CUDA_PROVIDER_OPTIONS), cuda, key, value, 1));
      api.check(call(api.at(OrtFunction.APPEND_EXECUTION_PROVIDER_CUDA_V2), options, cuda));
    } finally {
      api.release(OrtFunction.RELEASE_CUDA_PROVIDER_OPTIONS, cuda);
    }
  }

  private long text(String text) {
    return arena.allocateFrom(text).address();
  }

  private long pointerTo(long address) {
    MemorySegment pointer = arena.allocate(Long.BYTES);
    Memory.putLong(pointer.address(), address);
    return pointer.address();
  }
}
