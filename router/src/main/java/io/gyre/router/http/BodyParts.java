package io.gyre.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The body of a request as it arrives: the received buffers themselves, one after the other, but
 * for small parts, which are copied together. So a body takes about its own size in memory, in
 * however many chunks it comes.
 */
final class BodyParts implements Body {
  private static final int SMALL = 4 << 10;
  private static final int TOGETHER = 64 << 10;

  private final ByteBufAllocator allocator;
  private final int limit;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;

  /** Small parts that follow {@link #body}; empty where there are none. */
  private ByteBuf tail = Unpooled.EMPTY_BUFFER;

  BodyParts(ByteBufAllocator allocator, int limit) {
    this.allocator = allocator;
    this.limit = limit;
  }

  @Override
  public boolean add(ByteBuf part) {
    int size = part.readableBytes();
    if (size > limit - body.readableBytes() - tail.readableBytes()) {
      part.release();
      return false;
    }
    if (size == 0) {
      part.release();
    } else if (size < SMALL && (body.isReadable() || tail.isReadable())) {
      addSmall(part);
    } else {
      endTail();
      append(part);
    }
    return true;
  }

  private void addSmall(ByteBuf part) {
    try {
      if (part.readableBytes() > tail.maxWritableBytes()) {
        endTail();
        tail = allocator.directBuffer(SMALL, TOGETHER);
      }
      tail.writeBytes(part);
    } finally {
      part.release();
    }
  }

  private void endTail() {
    ByteBuf ended = tail;
    tail = Unpooled.EMPTY_BUFFER;
    if (ended.isReadable()) {
      append(ended);
    } else {
      ended.release();
    }
  }

  private void append(ByteBuf part) {
    if (body.isReadable()) {
      composite().addComponent(true, part);
    } else {
      body = part;
    }
  }

  @Override
  public ByteBuf take() {
    endTail();
    ByteBuf taken = body;
    body = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  private CompositeByteBuf composite() {
    if (body instanceof CompositeByteBuf composite) {
      return composite;
    }
    CompositeByteBuf composite = allocator.compositeBuffer(Integer.MAX_VALUE);
    composite.addComponent(true, body);
    body = composite;
    return composite;
  }
}
