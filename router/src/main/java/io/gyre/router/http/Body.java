package io.gyre.router.http;

import io.netty.buffer.ByteBuf;

/** The body of a request as it arrives. Ends with {@link #take} or {@link #release}. */
sealed interface Body permits BodyParts, BodyPlace {
  /** Takes the next part, or refuses it, released, where the body would exceed its limit. */
  boolean add(ByteBuf part);

  /** Hands over the body; whoever takes it releases it. */
  ByteBuf take();

  /** Lets go of what has arrived. */
  default void release() {
    take().release();
  }
}
