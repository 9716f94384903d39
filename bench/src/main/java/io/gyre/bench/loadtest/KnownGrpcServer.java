package io.gyre.bench.loadtest;

import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferResponse;
import io.gyre.proto.inference.ModelMetadataRequest;
import io.gyre.proto.inference.ModelMetadataResponse;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A gRPC server that answers at known times. */
final class KnownGrpcServer extends GRPCInferenceServiceImplBase {
  private final Rehearsal rehearsal;

  private KnownGrpcServer(Rehearsal rehearsal) {
    this.rehearsal = rehearsal;
  }

  static int start(
      Rehearsal rehearsal, EventLoopGroup loop, Class<? extends ServerChannel> channelType)
      throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
        .bossEventLoopGroup(loop)
        .workerEventLoopGroup(loop)
        .channelType(channelType)
        .directExecutor()
        .addService(new KnownGrpcServer(rehearsal))
        .build()
        .start()
        .getPort();
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
    rehearsal.restart();
    observer.onNext(
        ModelMetadataResponse.newBuilder()
            .setName(KnownServer.MODEL)
            .addInputs(
                ModelMetadataResponse.TensorMetadata.newBuilder()
                    .setName("x")
                    .setDatatype("FP32")
                    .addShape(1)
                    .addShape(4))
            .build());
    observer.onCompleted();
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
    rehearsal.serve(() -> {
      observer.onNext(ModelInferResponse.newBuilder().setModelName(KnownServer.MODEL).build());
      observer.onCompleted();
    });
  }
}
