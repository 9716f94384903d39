package io.gyre.loader.onnxruntime;

import static io.gyre.loader.onnxruntime.NativeCall.call;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * The library's environment and what all sessions share. The engine holds one reference and each
 * session another, so that it outlives the last session.
 */
final class Environment extends AbstractReferenceCounted {
  /**
   * {@code OrtArenaAllocator}: where tensors over our memory say they live; the runtime allocates
   * nothing from it.
   */
  private static final int ARENA_ALLOCATOR = 1;

  private static final int WARNING = 2;

  private final NativeLibrary library;
  private final OrtApi api;
  private final Arena arena = Arena.ofShared();
  private final FreedMemory freed = new FreedMemory();
  private final long env;
  private final long allocator;
  private final long memoryInfo;

  private Environment(NativeLibrary library, OrtApi api, int sharedThreads) throws OrtException {
    this.library = library;
    this.api = api;
    long out = arena.allocate(Long.BYTES).address();
    this.env = createEnv(sharedThreads, out);
    api.check(call(api.at(OrtFunction.GET_ALLOCATOR_WITH_DEFAULT_OPTIONS), out));
    this.allocator = Memory.getLong(out);
    api.check(call(api.at(OrtFunction.CREATE_CPU_MEMORY_INFO), ARENA_ALLOCATOR, 0, out));
    this.memoryInfo = Memory.getLong(out);
  }

  /** The environment with one pool of threads for the sessions that have none of their own. */
  private long createEnv(int sharedThreads, long out) throws OrtException {
    api.check(call(api.at(OrtFunction.CREATE_THREADING_OPTIONS), out));
    long threading = Memory.getLong(out);
    try {
      api.check(
          call(api.at(OrtFunction.SET_GLOBAL_INTRA_OP_NUM_THREADS), threading, sharedThreads));
      api.check(call(api.at(OrtFunction.SET_GLOBAL_INTER_OP_NUM_THREADS), threading, 1));
      // A thread that spins while it waits takes the core from the other models' runs.
      api.check(call(api.at(OrtFunction.SET_GLOBAL_SPIN_CONTROL), threading, 0));
      api.check(
          call(
              api.at(OrtFunction.CREATE_ENV_WITH_CUSTOM_LOGGER_AND_GLOBAL_THREAD_POOLS),
              RuntimeLog.callback(arena).address(),
              0,
              WARNING,
              arena.allocateFrom("gyre").address(),
              threading,
              out));
      return Memory.getLong(out);
    } finally {
      api.release(OrtFunction.RELEASE_THREADING_OPTIONS, threading);
    }
  }

  /**
   * Loads the library and opens its environment. The library is closed with it, or where it fails.
   *
   * @param sharedThreads threads that one run in the shared pool may use, its caller among them
   */
  static Environment open(NativeLibrary library, int sharedThreads) {
    try {
      CommandLine.OF_THIS_PROCESS.check();
      OrtApi api = OrtApi.load(library.library());
      library.discardLoaded();
      return new Environment(library, api, sharedThreads);
    } catch (OrtException | IOException | RuntimeException e) {
      library.close();
      throw new IllegalStateException("ONNX Runtime doesn't start: " + e.getMessage(), e);
    }
  }

  NativeLibrary library() {
    return library;
  }

  OrtApi api() {
    return api;
  }

  FreedMemory freed() {
    return freed;
  }

  /** The native {@code OrtEnv}. */
  long env() {
    return env;
  }

  /**
   * The native allocator of the processor's memory, of which string tensors are made; never
   * released.
   */
  long allocator() {
    return allocator;
  }

  /** The native description of the processor's memory. */
  long memoryInfo() {
    return memoryInfo;
  }

  @Override
  protected void deallocate() {
    api.release(OrtFunction.RELEASE_MEMORY_INFO, memoryInfo);
    api.release(OrtFunction.RELEASE_ENV, env);
    arena.close();
    library.close();
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }
}
