package io.gyre.bench.serve;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.gyre.bench.experiment.Contender;
import io.gyre.bench.experiment.Duel;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.limit.LimitServer;
import io.gyre.bench.load.GrpcLoop;
import io.gyre.bench.load.RawBytes;
import io.gyre.bench.process.JavaCommand;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Rate of the gRPC front door over that of a bare grpc-java server, message sizes the same. */
final class GrpcFrontDoor {
  private static final String METHOD = "inference.GRPCInferenceService/ModelInfer";
  private static final int IN_FLIGHT = 64;

  private final ServerProcess gyre;
  private final Consumer<String> progress;

  GrpcFrontDoor(ServerProcess gyre, Consumer<String> progress) {
    this.gyre = gyre;
    this.progress = progress;
  }

  Figure run() throws IOException, InterruptedException {
    byte[] request = TinyModel.grpcRequest();
    byte[] answer = once(gyre.port("grpc"), request);
    Path file = Files.createTempFile("gyre-bench", ".bin");
    try {
      Files.write(file, answer);
      List<String> bare = JavaCommand.of(LimitServer.class, List.of("grpc", file.toString()));
      try (ServerProcess limit = ServerProcess.start(bare)) {
        return new Duel(
                contender("gyre", gyre, gyre.port("grpc"), request, answer.length),
                contender("echo", limit, limit.port("port"), request, answer.length),
                progress)
            .run("front.grpc");
      }
    } finally {
      Files.delete(file);
    }
  }

  private static Contender contender(
      String name, ServerProcess server, int port, byte[] request, int answerSize) {
    return new Contender(
        name, server, () -> new GrpcLoop(port, METHOD, request, answerSize, IN_FLIGHT));
  }

  private static byte[] once(int port, byte[] request) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      return ClientCalls.blockingUnaryCall(
          channel, RawBytes.method(METHOD), CallOptions.DEFAULT, request);
    } finally {
      channel.shutdownNow();
    }
  }
}
