package io.gyre.loader.onnxruntime;

import static io.gyre.loader.onnxruntime.NativeCall.call;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

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
  private final long env;
  private final long allocator;
  private final long memoryInfo;

  private Environment(NativeLibrary library, OrtApi api) throws OrtException {
    this.library = library;
    this.api = api;
    long out = arena.allocate(Long.BYTES).address();
    MemorySegment id = arena.allocateFrom("gyre");
    api.check(
        call(
            api.at(OrtFunction.CREATE_ENV_WITH_CUSTOM_LOGGER),
            RuntimeLog.callback(arena).address(),
            0,
            WARNING,
            id.address(),
            out));
    this.env = Memory.getLong(out);
    api.check(call(api.at(OrtFunction.GET_ALLOCATOR_WITH_DEFAULT_OPTIONS), out));
    this.allocator = Memory.getLong(out);
    api.check(call(api.at(OrtFunction.CREATE_CPU_MEMORY_INFO), ARENA_ALLOCATOR, 0, out));
    this.memoryInfo = Memory.getLong(out);
  }

  /**
   * Loads the library and opens its environment. The library is closed with it, or where it fails.
   */
  static Environment open(NativeLibrary library) {
    try {
      OrtApi api = OrtApi.load(library.library());
      library.discardLoaded();
      return new Environment(library, api);
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
