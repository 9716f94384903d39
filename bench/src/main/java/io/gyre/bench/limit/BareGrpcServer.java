package io.gyre.bench.limit;

import io.grpc.HandlerRegistry;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.gyre.bench.load.RawBytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A grpc-java server that reads each message as bytes and answers with the same bytes every time.
 */
final class BareGrpcServer {
  private BareGrpcServer() {}

  static int start(byte[] answer) throws IOException {
    ServerCallHandler<byte[], byte[]> handler =
        ServerCalls.asyncUnaryCall((request, observer) -> {
          observer.onNext(answer);
          observer.onCompleted();
        });
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
