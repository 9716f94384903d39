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
 * macOS) give every integer and pointer a word of its own up to the eighth argument, and leave the
 * upper half of an int unspecified. So one handle per number of arguments serves every function of
 * the API, and no call allocates.
 */
final class NativeCall {
  private static final MethodHandle CALL_0 = handle(0);
  private static final MethodHandle CALL_1 = handle(1);
  private static final MethodHandle CALL_2 = handle(2);
  private static final MethodHandle CALL_3 = handle(3);
  private static final MethodHandle CALL_4 = handle(4);
  private static final MethodHandle CALL_5 = handle(5);
  private static final MethodHandle CALL_6 = handle(6);
  private static final MethodHandle CALL_7 = handle(7);
  private static final MethodHandle CALL_8 = handle(8);

  private NativeCall() {}

  private static MethodHandle handle(int arguments) {
    MemoryLayout[] words = new MemoryLayout[arguments];
    Arrays.fill(words, ValueLayout.JAVA_LONG);
    return Linker.nativeLinker()
        .downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_LONG, words));
  }

  static long call(long function) {
    try {
      return (long) CALL_0.invokeExact(MemorySegment.ofAddress(function));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long call(long function, long a) {
    try {
      return (long) CALL_1.invokeExact(MemorySegment.ofAddress(function), a);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long call(long function, long a, long b) {
    try {
      return (long) CALL_2.invokeExact(MemorySegment.ofAddress(function), a, b);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long call(long function, long a, long b, long c) {
    try {
      return (long) CALL_3.invokeExact(MemorySegment.ofAddress(function), a, b, c);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long call(long function, long a, long b, long c, long d) {
    try {
      return (long) CALL_4.invokeExact(MemorySegment.ofAddress(function), a, b, c, d);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long call(long function, long a, long b, long c, long d, long e) {
    try {
      return (long) CALL_5.invokeExact(MemorySegment.ofAddress(function), a, b, c, d, e);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static long call(long function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) CALL_6.invokeExact(MemorySegment.ofAddress(function), a, b, c, d, e, f);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static long call(long function, long a, long b, long c, long d, long e, long f, long g) {
    try {
      return (long) CALL_7.invokeExact(MemorySegment.ofAddress(function), a, b, c, d, e, f, g);
    } catch (Throwable t) {
      throw unexpected(t);
    }
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
