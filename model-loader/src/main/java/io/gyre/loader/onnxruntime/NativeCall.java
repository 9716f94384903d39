package io.gyre.loader.onnxruntime;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Calls C functions by their address, each argument and the result being one 64-bit word.
 *
 * <p>The C calling conventions of the supported platforms (System V on x64, AAPCS64 on Linux and
 * macOS) give every integer and pointer a word of its own up to the eighth argument, leave the
 * upper half of an int unspecified, and have the caller take arguments away again, so that a
 * function may be handed more of them than it reads. So two handles serve every function of the
 * API, one for as many arguments as System V passes in registers: making a handle takes some 30 ms
 * of a start. No call allocates.
 */
final class NativeCall {
  private static final MethodHandle CALL_6 = handle(6);
  private static final MethodHandle CALL_8 = handle(8);

  private NativeCall() {}

  private static MethodHandle handle(int arguments) {
    MemoryLayout[] words = new MemoryLayout[arguments];
    Arrays.fill(words, ValueLayout.JAVA_LONG);
    return Linker.nativeLinker()
        .downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_LONG, words));
  }

  static long call(long function) {
    return call(function, 0, 0, 0, 0, 0, 0);
  }

  static long call(long function, long a) {
    return call(function, a, 0, 0, 0, 0, 0);
  }

  static long call(long function, long a, long b) {
    return call(function, a, b, 0, 0, 0, 0);
  }

  static long call(long function, long a, long b, long c) {
    return call(function, a, b, c, 0, 0, 0);
  }

  static long call(long function, long a, long b, long c, long d) {
    return call(function, a, b, c, d, 0, 0);
  }

  static long call(long function, long a, long b, long c, long d, long e) {
    return call(function, a, b, c, d, e, 0);
  }

  static long call(long function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL_6.invokeExact(MemorySegment.ofAddress(function), a, b, c, d, e, f);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static long call(long function, long a, long b, long c, long d, long e, long f, long g) {
    return call(function, a, b, c, d, e, f, g, 0);
  }

  static long call(long function, long a, long b, long c, long d, long e, long f, long g, long h) {
    try {
      return (long) CALL_8.invokeExact(MemorySegment.ofAddress(function), a, b, c, d, e, f, g, h);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /**
   * A call that returns can't throw: what arrives here is a defect of this class or the JVM out of
   * its own memory.
   */
  private static AssertionError unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return new AssertionError("a call of the C API threw", thrown);
  }
}
