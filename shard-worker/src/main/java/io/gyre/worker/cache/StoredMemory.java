package io.gyre.worker.cache;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;

/**
 * The owner of a stored response's block, which goes with the last reference.
 *
 * <p>The block can't count for itself: a pooled buffer object is used anew once it is released, and
 * whoever comes too late would take a reference to another's bytes.
 */
final class StoredMemory extends AbstractReferenceCounted {
  private final ByteBuf block;

  /**
   * @param block with one reference, which passes to this
   */
  StoredMemory(ByteBuf block) {
    this.block = block;
  }

  @Override
  protected void deallocate() {
    block.release();
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }
}
