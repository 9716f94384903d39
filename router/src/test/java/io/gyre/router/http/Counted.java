package io.gyre.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.concurrent.atomic.AtomicInteger;

/** Memory of a response, counted while it is held. */
final class Counted extends AbstractReferenceCounted {
  private final ByteBuf memory;
  private final AtomicInteger unreleased;

  Counted(ByteBuf memory, AtomicInteger unreleased) {
    this.memory = memory;
    this.unreleased = unreleased;
  }

  @Override
  protected void deallocate() {
    memory.release();
    unreleased.decrementAndGet();
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }
}
