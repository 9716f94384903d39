package io.gyre.loadtest.http;

import io.gyre.loadtest.client.Client;
import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.client.IoLoop;
import io.gyre.loadtest.client.Reconnection;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 requests, each on an idle connection or on a new one. */
final class HttpClient implements Client {
  private final InetSocketAddress address;
  private final boolean keepAnswers;
  private final Completion completion;
  private final int mostConnections;
  private final IoLoop loop = IoLoop.open();
  private final Reconnection reconnection = new Reconnection(System::nanoTime);
  private final Owner owner = new Owner();
  private final ArrayDeque<HttpConnection> idle = new ArrayDeque<>();
  private final @Nullable HttpConnection[] busy;
  private int connections;

  /**
   * @param keepAnswers whether {@code completion} wants the bodies of good answers
   */
  HttpClient(
      InetSocketAddress address,
      boolean keepAnswers,
      int mostConnections,
      int slots,
      Completion completion) {
    this.address = address;
    this.keepAnswers = keepAnswers;
    this.completion = completion;
    this.mostConnections = mostConnections;
    this.busy = new HttpConnection[slots];
  }

  @Override
  public boolean hasRoom() {
    return !idle.isEmpty() || (connections < mostConnections && reconnection.pauseNanos() <= 0);
  }

  @Override
  public void send(int slot, byte[] head, byte[] body) {
    // The connection used last is the one most likely still open.
    HttpConnection free = idle.pollLast();
    if (free != null) {
      busy[slot] = free;
      free.send(slot, head, body);
      return;
    }
    HttpConnection connection = new HttpConnection(owner, keepAnswers, slot, head, body);
    busy[slot] = connection;
    connections++;
    loop.connect(address, () -> new ChannelHandler[] {new HttpResponseDecoder(), connection})
        .addListener(attempt -> {
          if (!attempt.isSuccess()) {
            connection.unreachable(attempt.cause());
          }
        });
  }

  @Override
  public void cancel(int slot) {
    HttpConnection connection = busy[slot];
    if (connection != null) {
      busy[slot] = null;
      connection.cancel();
    }
  }

  @Override
  public void poll(long nanos) {
    long pause = reconnection.pauseNanos();
    loop.poll(pause > 0 ? Math.min(pause, nanos) : nanos);
  }

  @Override
  public void close() {
    loop.close();
  }

  /** Passes on what becomes of requests, and keeps account of connections. */
  private final class Owner implements ConnectionOwner {
    @Override
    public void answered(int slot, byte[] answer) {
      busy[slot] = null;
      completion.answered(slot, answer);
    }

    @Override
    public void failed(int slot, Failure failure, String detail) {
      busy[slot] = null;
      completion.failed(slot, failure, detail);
    }

    @Override
    public void idle(HttpConnection connection) {
      idle.add(connection);
    }

    @Override
    public void closed(HttpConnection connection, boolean connected) {
      connections--;
      idle.remove(connection);
      if (!connected) {
        reconnection.failed();
      }
    }
  }
}
