package io.gyre.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * The body of a request in one piece, whose size is known before it arrives. What the socket is
 * read into is the rest of that piece, so that a part lies where it belongs once it is received.
 */
final class BodyPlace implements Body {
  private static final int ALIGNMENT = 64;

  private final BodyRoom room;
  private final int size;
  private ByteBuf place;

  /**
   * A body that takes room.
   *
   * @param size bytes of it
   * @param aligned the place in it that is to be at a multiple of 64 bytes in memory
   */
  BodyPlace(BodyRoom room, ByteBufAllocator allocator, int size, int aligned) {
    this.room = room;
    this.size = size;
    ByteBuf whole = allocator.directBuffer(size + ALIGNMENT, size + ALIGNMENT);
    int start = 0;
    if (whole.hasMemoryAddress()) {
      start = (int) Math.floorMod(-(whole.memoryAddress() + aligned), (long) ALIGNMENT);
    }
    this.place = whole.setIndex(start, start);
  }

  @Override
  public boolean add(ByteBuf part) {
    int length = part.readableBytes();
    boolean fits = length <= missing();
    if (fits && isInPlace(part)) {
      place.writerIndex(place.writerIndex() + length);
    } else if (fits) {
      place.writeBytes(part);
    }
    part.release();
    return fits;
  }

  /** The memory of what has not arrived yet, as an empty buffer to write to. */
  ByteBuf rest() {
    return place.retainedSlice(place.writerIndex(), missing()).clear();
  }

  /** Bytes that have not arrived yet. */
  int missing() {
    return size - place.readableBytes();
  }

  private boolean isInPlace(ByteBuf part) {
    return part.hasMemoryAddress()
        && place.hasMemoryAddress()
        && part.memoryAddress() + part.readerIndex() == place.memoryAddress() + place.writerIndex();
  }

  @Override
  public ByteBuf take() {
    ByteBuf taken = place;
    if (taken != Unpooled.EMPTY_BUFFER) {
      place = Unpooled.EMPTY_BUFFER;
      room.giveBack(size);
    }
    return taken;
  }
}
