package io.gyre.worker.service;

import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.gyre.cluster.control.Worker;
import io.gyre.inference.grpc.CallLoops;
import io.gyre.inference.grpc.InboundMarshaller;
import io.gyre.inference.grpc.MessageSizeLimit;
import io.gyre.inference.grpc.OutboundMarshaller;
import io.gyre.inference.grpc.ServerEnd;
import io.gyre.inference.grpc.UnaryInference;
import io.gyre.inference.loop.Sockets;
import io.gyre.proto.worker.WorkerGrpc;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The gRPC server of a worker process. Calls run on its event loops. */
public final class WorkerServer implements AutoCloseable {
  private static final int FLOW_CONTROL_WINDOW = 4 << 20;

  private final WorkerCalls calls;
  private final Server server;

  private WorkerServer(WorkerCalls calls, Server server) {
    this.calls = calls;
    this.server = server;
  }

  /**
   * Binds {@code address} and begins to serve {@code worker}, which stays the caller's to close.
   * Requests of any size that a router let in are taken.
   *
   * @param loops event loops; the caller ends them after this server
   * @throws IOException where the address can't be bound
   */
  public static WorkerServer start(InetSocketAddress address, EventLoopGroup loops, Worker worker)
      throws IOException {
    CallLoops callLoops = new CallLoops(loops);
    WorkerCalls calls = new WorkerCalls(worker, callLoops, System::nanoTime);
    Server server =
        NettyServerBuilder.forAddress(address)
            .channelType(Sockets.server(loops))
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .directExecutor()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .flowControlWindow(FLOW_CONTROL_WINDOW)
            // Each end pings, so that a router or worker that vanished is noticed within 15 s.
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .addService(service(calls, callLoops, worker))
            // For registries that check their members: whoever listens can be called.
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    return new WorkerServer(calls, server);
  }

  private static ServerServiceDefinition service(
      WorkerCalls calls, CallLoops loops, Worker worker) {
    ServerServiceDefinition generated = calls.bindService();
    ServerMethodDefinition<?, ?> infer =
        ServerMethodDefinition.create(
            WorkerGrpc.getInferMethod().toBuilder(
                    new InboundMarshaller(ByteBufAllocator.DEFAULT, MessageSizeLimit.NONE),
                    new OutboundMarshaller())
                .build(),
            new UnaryInference(loops, System::nanoTime, new UnitInference(worker)));
    ServiceDescriptor descriptor =
        ServiceDescriptor.newBuilder(WorkerGrpc.SERVICE_NAME)
            .setSchemaDescriptor(generated.getServiceDescriptor().getSchemaDescriptor())
            .addMethod(infer.getMethodDescriptor())
            .addMethod(WorkerGrpc.getInferGroupsMethod())
            .addMethod(WorkerGrpc.getControlMethod())
            .addMethod(WorkerGrpc.getStatisticsMethod())
            .addMethod(WorkerGrpc.getChangeMethod())
            .addMethod(WorkerGrpc.getDrainMethod())
            .build();
    return ServerServiceDefinition.builder(descriptor)
        .addMethod(infer)
        .addMethod(generated.getMethod(WorkerGrpc.getInferGroupsMethod().getFullMethodName()))
        .addMethod(generated.getMethod(WorkerGrpc.getControlMethod().getFullMethodName()))
        .addMethod(generated.getMethod(WorkerGrpc.getStatisticsMethod().getFullMethodName()))
        .addMethod(generated.getMethod(WorkerGrpc.getChangeMethod().getFullMethodName()))
        .addMethod(generated.getMethod(WorkerGrpc.getDrainMethod().getFullMethodName()))
        .build();
  }

  /** The port bound. */
  public int port() {
    return server.getPort();
  }

  /**
   * Stops: control streams end at once, requests under way finish within {@code grace}, the rest is
   * cut off. Returns when nothing is left.
   */
  public void close(Duration grace) throws InterruptedException {
    ServerEnd.await(server, grace, calls::end);
  }

  /** Stops at once. */
  @Override
  public void close() {
    ServerEnd.now(server, calls::end);
  }
}
