package io.gyre.inference.loop;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Reads connections in short pieces, one in a read pass, for whoever sends on what came before it
 * reads more. Requests that come together would else stay together all the way, each process idle
 * while another has them all. Only what goes on for long, as large bodies do, is read in long
 * pieces.
 */
public final class ShortReads extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int SHORT_BYTES = 2 << 10;
  private static final int LONG_BYTES = 64 << 10;

  /** Bytes that came without a pause, from which on reads are long. */
  private static final int PATIENCE_BYTES = 16 << 10;

  @Override
  @SuppressWarnings("deprecation") // Netty's own allocators return it
  public Handle newHandle() {
    return new Reads();
  }

  /** The reads of one connection. */
  private final class Reads extends MaxMessageHandle {
    private int withoutPause;

    @Override
    public int guess() {
      return areLong() ? LONG_BYTES : SHORT_BYTES;
    }

    private boolean areLong() {
      return withoutPause >= PATIENCE_BYTES;
    }

    @Override
    public void lastBytesRead(int bytes) {
      // A piece that isn't filled was the last for now.
      withoutPause = bytes < attemptedBytesRead() ? 0 : Math.min(withoutPause + bytes, LONG_BYTES);
      super.lastBytesRead(bytes);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return areLong() && super.continueReading(maybeMore);
    }
  }
}
