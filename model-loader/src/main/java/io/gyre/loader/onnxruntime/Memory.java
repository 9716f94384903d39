package io.gyre.loader.onnxruntime;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads and writes native memory by address; who calls it vouches that the address is valid. */
final class Memory {
  private static final ValueLayout.OfInt LITTLE_ENDIAN_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private Memory() {}

  static long getLong(long address) {
    return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  static void putLong(long address, long value) {
    ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }

  /** Writes a little-endian uint32. */
  static void putLength(long address, int length) {
    ALL.set(LITTLE_ENDIAN_INT, address, length);
  }

  static int getInt(long address) {
    return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
  }

  static void copy(long from, long to, long bytes) {
    MemorySegment.copy(ALL, from, ALL, to, bytes);
  }

  static void copy(MemorySegment from, long offset, long to, long bytes) {
    MemorySegment.copy(from, offset, ALL, to, bytes);
  }

  /** The NUL-terminated UTF-8 string at an address. */
  static String getString(long address) {
    return ALL.getString(address, StandardCharsets.UTF_8);
  }

  /** Where the readable bytes of a direct buffer lie. */
  static long addressOf(ByteBuf direct) {
    return direct.hasMemoryAddress()
        ? direct.memoryAddress() + direct.readerIndex()
        : MemorySegment.ofBuffer(direct.nioBuffer()).address();
  }
}
