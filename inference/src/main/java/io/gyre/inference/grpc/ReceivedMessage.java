package io.gyre.inference.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;

/**
 * The bytes of one message, in the memory in which the transport received them or in a copy, until
 * it is released.
 */
public final class ReceivedMessage extends AbstractReferenceCounted implements InboundMessage {
  private final ByteBuf bytes;
  private final Runnable free;

  /**
   * A message with one reference.
   *
   * @param free gives the memory back, at the last release
   */
  ReceivedMessage(ByteBuf bytes, Runnable free) {
    this.bytes = bytes;
    this.free = free;
  }

  /** The whole message, valid until the last release. Its own reference count says nothing. */
  public ByteBuf bytes() {
    return bytes;
  }

  @Override
  protected void deallocate() {
    free.run();
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    bytes.touch(hint);
    return this;
  }
}
