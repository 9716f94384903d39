package io.gyre.router.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection whose client still sends: closing at once would reset it, and the client
 * might never read why.
 */
final class Lingering {
  /** Ends the server's side when the last answer is out, and the connection soon after. */
  static final ChannelFutureListener AFTER_WRITE = written -> begin(written.channel());

  private static final long SECONDS = 2;

  private Lingering() {}

  private static void begin(Channel channel) {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      duplex.shutdownOutput();
      channel.eventLoop().schedule(() -> channel.close(), SECONDS, TimeUnit.SECONDS);
    } else {
      channel.close();
    }
  }
}
