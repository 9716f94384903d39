package io.gyre.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

/** The body of a request as it arrives: the received buffers themselves, one after the other. */
final class BodyCollector {
  private final ByteBufAllocator allocator;
  private final int limit;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;

  BodyCollector(ByteBufAllocator allocator, int limit) {
    this.allocator = allocator;
    this.limit = limit;
  }

  /** Takes the next part, or refuses it, released, where the body would exceed its limit. */
  boolean add(ByteBuf part) {
    if (part.readableBytes() > limit - body.readableBytes()) {
      part.release();
      return false;
    }
    if (!part.isReadable()) {
      part.release();
    } else if (!body.isReadable()) {
      body = part;
    } else {
      composite().addComponent(true, part);
    }
    return true;
  }

  /** Hands over the body; whoever takes it releases it. */
  ByteBuf take() {
    ByteBuf taken = body;
    body = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  void release() {
    take().release();
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
