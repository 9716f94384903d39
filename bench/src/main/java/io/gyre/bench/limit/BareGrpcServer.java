package io.gyre.bench.limit;

import io.grpc.HandlerRegistry;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A grpc-java server that reads each message as bytes and answers with the same bytes every time.
 */
final class BareGrpcServer {
  private BareGrpcServer() {}

  static int start(byte[] answer) throws IOException {
    return start(
        ServerCalls.asyncUnaryCall((_, observer) -> {
          observer.onNext(answer);
          observer.onCompleted();
        }));
  }

  /** Refuses every request instead, in these words. */
  static int startRefusing(byte[] words) throws IOException {
    Status status =
        Status.RESOURCE_EXHAUSTED.withDescription(new String(words, StandardCharsets.UTF_8));
    return start(
        ServerCalls.asyncUnaryCall((_, observer) -> observer.onError(status.asException())));
  }

  private static int start(ServerCallHandler<byte[], byte[]> handler) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
        .directExecutor()
        .fallbackHandlerRegistry(
            new HandlerRegistry() {
              @Override
              public ServerMethodDefinition<?, ?> lookupMethod(
                  String name, @Nullable String authority) {
                return ServerMethodDefinition.create(RawBytes.method(name), handler);
              }
            })
        .build()
        .start()
        .getPort();
  }
}
