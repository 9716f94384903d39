package io.gyre.router.http;

import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much memory all connections together give to bodies before these have arrived. A client that
 * only announces a body holds so little of it that others are still served: where the room is
 * taken, bodies are kept in the parts in which they come.
 */
final class BodyRoom {
  /** Below this, a body comes with one read or two, and to copy it costs nearly nothing. */
  private static final int SMALLEST = 64 << 10;

  /** Above this, memory isn't pooled. */
  private static final int LARGEST = 4 << 20;

  private final AtomicLong free;

  /**
   * @param bytes of bodies that may be awaited at a time
   */
  BodyRoom(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /**
   * A place for a body, or null where it is better taken in parts.
   *
   * @param size of the body, negative where it isn't known
   * @param aligned the place in it that is to be at a multiple of 64 bytes in memory
   */
  @Nullable BodyPlace place(ByteBufAllocator allocator, long size, int aligned) {
    if (size < SMALLEST || size > LARGEST || !take(size)) {
      return null;
    }
    boolean placed = false;
    try {
      BodyPlace place = new BodyPlace(this, allocator, (int) size, aligned);
      placed = true;
      return place;
    } finally {
      if (!placed) {
        giveBack(size);
      }
    }
  }

  private boolean take(long size) {
    if (free.addAndGet(-size) >= 0) {
      return true;
    }
    giveBack(size);
    return false;
  }

  /** The body has arrived or won't. */
  void giveBack(long size) {
    free.addAndGet(size);
  }
}
