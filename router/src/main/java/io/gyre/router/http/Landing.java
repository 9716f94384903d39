package io.gyre.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says where one connection's socket is read to: to the place of the body that is arriving, and no
 * further, or else to a buffer as large as the reads before suggest.
 */
final class Landing implements RecvByteBufAllocator {
  private final RecvByteBufAllocator other = new AdaptiveRecvByteBufAllocator();
  private @Nullable BodyPlace arriving;

  /** Has what is read go to a body's place; null where there is no such body. */
  void at(@Nullable BodyPlace body) {
    arriving = body;
  }

  @Override
  @SuppressWarnings("deprecation") // Of the interface itself: sockets want its extended handle.
  public Handle newHandle() {
    return new Choice((ExtendedHandle) other.newHandle());
  }

  private final class Choice extends DelegatingHandle implements ExtendedHandle {
    private final ExtendedHandle handle;

    Choice(ExtendedHandle handle) {
      super(handle);
      this.handle = handle;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      BodyPlace body = arriving;
      return body != null && body.missing() > 0 ? body.rest() : super.allocate(allocator);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return handle.continueReading(maybeMore);
    }
  }
}
