package io.gyre.bench.load;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Unary gRPC calls of the same bytes, a fixed number in flight on one connection. */
public final class GrpcLoop implements ClosedLoop {
  private final EventLoopGroup eventLoop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final LongAdder answered = new LongAdder();
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final ManagedChannel channel;
  private final MethodDescriptor<byte[], byte[]> method;
  private final byte[] request;
  private final int answerSize;
  private volatile boolean running = true;

  /**
   * Starts the load.
   *
   * @param method full name of the method
   * @param answerSize expected bytes of every answer
   */
  public GrpcLoop(int port, String method, byte[] request, int answerSize, int inFlight) {
    this.request = request;
    this.answerSize = answerSize;
    this.method = RawBytes.method(method);
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .directExecutor()
            .channelType(NioSocketChannel.class)
            .eventLoopGroup(eventLoop)
            .build();
    for (int i = 0; i < inFlight; i++) {
      send();
    }
  }

  @Override
  public long answered() {
    return answered.sum();
  }

  @Override
  public void check() {
    String text = failure.get();
    if (text != null) {
      throw new IllegalStateException(text);
    }
  }

  @Override
  public void close() {
    running = false;
    channel.shutdownNow();
    eventLoop.shutdownGracefully();
  }

  private void send() {
    ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(new Answer(), new Metadata());
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
  }

  /** Takes one answer and sends the next request. */
  private final class Answer extends ClientCall.Listener<byte[]> {
    private int size = -1;

    @Override
    public void onMessage(byte[] message) {
      size = message.length;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!running) {
        return;
      }
      if (!status.isOk() || size != answerSize) {
        failure.compareAndSet(
            null, "expected OK and " + answerSize + " bytes, found " + status + " and " + size);
        return;
      }
      answered.increment();
      send();
    }
  }
}
