package io.gyre.loader.onnxruntime;

import static io.gyre.loader.onnxruntime.NativeCall.call;

import java.lang.foreign.Arena;

/** Reads what a session's memory arena says of itself. */
final class ArenaStatistics {
  private ArenaStatistics() {}

  /**
   * Bytes that the arena for the processor has taken from the system; 0 for a session without an
   * arena.
   */
  static long bytesTaken(Environment environment, long session) throws OrtException {
    OrtApi api = environment.api();
    try (Arena arena = Arena.ofConfined()) {
      long out = arena.allocate(Long.BYTES).address();
      api.check(call(api.at(OrtFunction.CREATE_ALLOCATOR), session, environment.memoryInfo(), out));
      long allocator = Memory.getLong(out);
      try {
        api.check(call(api.at(OrtFunction.ALLOCATOR_GET_STATS), allocator, out));
        long pairs = Memory.getLong(out);
        try {
          long key = arena.allocateFrom("TotalAllocated").address();
          long value = call(api.at(OrtFunction.GET_KEY_VALUE), pairs, key);
          return value == 0 ? 0 : Long.parseLong(Memory.getString(value));
        } finally {
          api.release(OrtFunction.RELEASE_KEY_VALUE_PAIRS, pairs);
        }
      } finally {
        api.release(OrtFunction.RELEASE_ALLOCATOR, allocator);
      }
    }
  }
}
