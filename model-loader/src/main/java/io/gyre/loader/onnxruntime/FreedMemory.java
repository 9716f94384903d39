package io.gyre.loader.onnxruntime;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * Has the C library give memory that was freed back to the system. Loading a model frees as much as
 * the model keeps, and glibc holds on to it: the process would look twice as large as its ledger.
 */
final class FreedMemory {
  /** Below this it isn't worth the walk over the C library's lists. */
  private static final long LEAST_BYTES = 8L << 20;

  /** Address of {@code malloc_trim}; 0 where the C library has none. */
  private final long trim;

  FreedMemory() {
    trim =
        Linker.nativeLinker()
            .defaultLookup()
            .find("malloc_trim")
            .map(MemorySegment::address)
            .orElse(0L);
  }

  /**
   * Gives back what a load or an end has freed.
   *
   * @param modelBytes size of the model
   */
  void giveBack(long modelBytes) {
    if (trim != 0 && modelBytes >= LEAST_BYTES) {
      long _ = NativeCall.call(trim, 0);
    }
  }
}
