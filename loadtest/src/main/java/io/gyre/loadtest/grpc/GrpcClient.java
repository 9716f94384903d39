package io.gyre.loadtest.grpc;

import io.gyre.loadtest.client.Client;
import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.client.IoLoop;
import io.gyre.loadtest.client.Reconnection;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Unary calls of one gRPC method, in turn over a number of HTTP/2 connections. */
final class GrpcClient implements Client {
  private final InetSocketAddress address;
  private final boolean keepAnswers;
  private final Completion completion;
  private final IoLoop loop = IoLoop.open();
  private final Reconnection reconnection = new Reconnection(System::nanoTime);
  private final Owner owner = new Owner();
  private final List<Http2Connection> connections = new ArrayList<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final Http2Stream[] streams;
  private int next;
  private boolean closing;

  /** A request that came before there was a connection. */
  private record Waiting(int slot, byte[] head, byte[] body) {}

  /**
   * Begins to connect.
   *
   * @param keepAnswers whether {@code completion} wants the bodies
   */
  GrpcClient(
      InetSocketAddress address,
      boolean keepAnswers,
      int connections,
      int slots,
      Completion completion) {
    this.address = address;
    this.keepAnswers = keepAnswers;
    this.completion = completion;
    this.streams = new Http2Stream[slots];
    Arrays.setAll(streams, Http2Stream::new);
    for (int i = 0; i < connections; i++) {
      connect();
    }
  }

  @Override
  public boolean hasRoom() {
    boolean anyOpen = false;
    for (int i = 0; i < connections.size(); i++) {
      anyOpen |= connections.get(i).isOpen();
      if (connections.get(i).hasRoom()) {
        return true;
      }
    }
    return !anyOpen && !connections.isEmpty();
  }

  @Override
  public void send(int slot, byte[] head, byte[] body) {
    Http2Connection connection = connectionWithRoom();
    if (connection == null) {
      waiting.add(new Waiting(slot, head, body));
    } else {
      connection.send(streams[slot], head, body);
    }
  }

  @Override
  public void cancel(int slot) {
    Http2Connection connection = streams[slot].connection();
    if (connection == null) {
      waiting.removeIf(w -> w.slot() == slot);
    } else {
      connection.cancel(streams[slot]);
    }
  }

  @Override
  public void poll(long nanos) {
    sendWaiting();
    for (int i = 0; i < connections.size(); i++) {
      connections.get(i).flush();
    }
    loop.poll(nanos);
  }

  @Override
  public void close() {
    closing = true;
    loop.close();
  }

  private void sendWaiting() {
    while (!waiting.isEmpty()) {
      Http2Connection connection = connectionWithRoom();
      if (connection == null) {
        return;
      }
      Waiting first = waiting.remove();
      connection.send(streams[first.slot()], first.head(), first.body());
    }
  }

  private @Nullable Http2Connection connectionWithRoom() {
    for (int i = 0; i < connections.size(); i++) {
      next = next + 1 < connections.size() ? next + 1 : 0;
      Http2Connection connection = connections.get(next);
      if (connection.hasRoom()) {
        return connection;
      }
    }
    return null;
  }

  private void connect() {
    if (closing) {
      return;
    }
    long pause = reconnection.pauseNanos();
    if (pause > 0) {
      loop.schedule(this::connect, pause);
      return;
    }
    Http2Connection connection = new Http2Connection(keepAnswers, owner);
    connections.add(connection);
    loop.connect(address, () -> new ChannelHandler[] {connection})
        .addListener(attempt -> {
          if (!attempt.isSuccess()) {
            connection.unreachable(attempt.cause());
          }
        });
  }

  /** Passes on what becomes of requests, and replaces connections that are gone. */
  private final class Owner implements ConnectionOwner {
    @Override
    public void answered(int slot, byte[] answer) {
      completion.answered(slot, answer);
    }

    @Override
    public void failed(int slot, Failure failure, String detail) {
      completion.failed(slot, failure, detail);
    }

    @Override
    public void unusable(Failure failure, String detail) {
      for (int left = waiting.size(); left > 0; left--) {
        completion.failed(waiting.remove().slot(), failure, detail);
      }
    }

    @Override
    public void closed(Http2Connection connection) {
      connections.remove(connection);
      reconnection.failed();
      connect();
    }
  }
}
