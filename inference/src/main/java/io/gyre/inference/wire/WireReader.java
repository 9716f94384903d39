package io.gyre.inference.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.gyre.inference.response.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over protobuf fields in a buffer, which may consist of several parts.
 *
 * <p>The first mistake is remembered as a refusal. From then on {@link #hasMore()} is false and
 * every read gives zero or an empty value, so that loops end and only the last step has to ask for
 * {@link #refusal()}.
 */
final class WireReader {
  /** Wire types, the low three bits of a tag. */
  static final int VARINT = 0;

  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  /**
   * Most elements (tensors, parameters, dimensions) in one message: each costs more memory than
   * wire.
   */
  private static final int MAX_ELEMENTS = 1 << 18;

  private static final int MAX_VARINT_BYTES = 10;
  private static final char REPLACEMENT = '\uFFFD';

  private final ByteBuf buffer;
  private int position;
  private int limit;
  private int elements;
  private @Nullable Refusal refusal;

  /** A cursor from the buffer's reader index to its writer index, neither of which it moves. */
  WireReader(ByteBuf buffer) {
    this.buffer = buffer;
    this.position = buffer.readerIndex();
    this.limit = buffer.writerIndex();
  }

  static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  /** Why the message is refused, or null where nothing wrong has been seen. */
  @Nullable Refusal refusal() {
    return refusal;
  }

  /** Ends all reading with {@code reason}, unless something else was wrong before. */
  void refuse(Refusal reason) {
    if (refusal == null) {
      refusal = reason;
    }
  }

  private void malformed(String what) {
    refuse(Refusal.invalid("the message is not valid protobuf: at byte " + position + " " + what));
  }

  boolean hasMore() {
    return refusal == null && position < limit;
  }

  int position() {
    return position;
  }

  int limit() {
    return limit;
  }

  /** Moves to another range of the same message. */
  void jump(int start, int end) {
    position = start;
    limit = end;
  }

  /**
   * Narrows the cursor to the length-delimited field that starts here; returns what {@link #leave}
   * wants back.
   */
  int enter() {
    int length = readLength();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  void leave(int outer) {
    limit = outer;
  }

  /** Counts one element towards the limit of a message. */
  void countElement() {
    if (++elements > MAX_ELEMENTS) {
      refuse(
          Refusal.of(
              Refusal.Reason.TOO_LARGE,
              "the message has more than "
                  + MAX_ELEMENTS
                  + " tensors, parameters and dimensions together"));
    }
  }

  /** The next field's number and wire type; 0 after a mistake. */
  int readTag() {
    long tag = readVarint();
    if (refusal != null) {
      return 0;
    }
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      malformed("is the invalid field tag " + Long.toUnsignedString(tag));
      return 0;
    }
    return (int) tag;
  }

  long readVarint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (position >= limit) {
        malformed("the message ends within a number");
        return 0;
      }
      byte next = buffer.getByte(position++);
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    malformed("a number has more than " + MAX_VARINT_BYTES + " bytes");
    return 0;
  }

  long readFixed64() {
    int at = advance(Long.BYTES);
    return refusal == null ? buffer.getLongLE(at) : 0;
  }

  private int readLength() {
    long length = readVarint();
    if (refusal == null && (length < 0 || length > limit - position)) {
      malformed(
          "a field announces "
              + Long.toUnsignedString(length)
              + " bytes, "
              + (limit - position)
              + " are left");
    }
    return refusal == null ? (int) length : 0;
  }

  String readString() {
    int length = readLength();
    int at = advance(length);
    String text = buffer.toString(at, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(at, length)) {
      malformed("a text is not UTF-8");
    }
    return text;
  }

  private boolean isUtf8(int at, int length) {
    return UnsafeByteOperations.unsafeWrap(ByteBufUtil.getBytes(buffer, at, length)).isValidUtf8();
  }

  /** A view of a length-delimited field's bytes. */
  ByteBuf readSlice() {
    int length = readLength();
    return buffer.slice(advance(length), length);
  }

  /** Passes over {@code count} bytes and returns where they start. */
  int advance(int count) {
    int start = position;
    if (count > limit - position) {
      malformed("the message ends within a field");
      return start;
    }
    position += count;
    return start;
  }

  /** Passes over a field that nobody asked for. */
  void skip(int tag) {
    switch (tag & 7) {
      case VARINT -> readVarint();
      case FIXED64 -> advance(Long.BYTES);
      case BYTES -> advance(readLength());
      case FIXED32 -> advance(Integer.BYTES);
      default -> malformed("wire type " + (tag & 7) + " is none that the protocol uses");
    }
  }
}
