package io.gyre.router.grpc;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.gyre.inference.grpc.MessageSizeLimit;
import io.gyre.inference.loop.ShortReads;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.upstream.Reply;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferRequest.InferInputTensor;
import io.gyre.proto.inference.ServerMetadataResponse;
import io.gyre.router.change.FakeChanges;
import io.gyre.router.drain.FakeDrains;
import io.gyre.router.pipeline.InferenceService;
import io.gyre.router.settings.FakeLogControl;
import io.gyre.router.settings.ServerControls;
import io.gyre.router.sharedmemory.SharedRegions;
import io.gyre.router.trace.Tracing;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A front door on a real socket, and a client of it. */
final class FrontDoorFixture implements AutoCloseable {
  static final int LIMIT = 8 << 20;

  final FakeDirectory directory = new FakeDirectory();

  /** What was refused before it came to the model, as {@code id: REASON}. */
  final BlockingQueue<String> refused = new LinkedBlockingQueue<>();

  final FakeChanges changes = new FakeChanges();
  final GrpcFrontDoor door;
  final ManagedChannel channel;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

  FrontDoorFixture(BiConsumer<InferenceRequest, Reply> model) throws IOException {
    door =
        GrpcFrontDoor.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            loops,
            loops,
            new ShortReads(),
            new GrpcLimits(
                new MessageSizeLimit(LIMIT, "limits.request-bytes"), 16 << 10, 10_000, 4, 1 << 20),
            ServerMetadataResponse.newBuilder().setName("gyre").build(),
            new Service(model, refused),
            directory,
            new ServerControls(
                new FakeLogControl(),
                new Tracing(""),
                new SharedRegions(SharedRegions.LINUX),
                changes,
                new FakeDrains()));
    channel =
        NettyChannelBuilder.forAddress("localhost", door.port())
            .usePlaintext()
            .compressorRegistry(MessageEncodings.compressors())
            .decompressorRegistry(MessageEncodings.decompressors())
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  /**
   * Sends {@code request} as it is to a unary method of the service, and returns the answer's
   * bytes.
   */
  byte[] call(String method, byte[] request) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("inference.GRPCInferenceService/" + method)
            .build();
    return ClientCalls.blockingUnaryCall(
        channel, descriptor, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), request);
  }

  /** A request of {@code size} bytes of data to the model {@code echo}. */
  static ModelInferRequest.Builder request(String id, int size) {
    return ModelInferRequest.newBuilder()
        .setModelName("echo")
        .setId(id)
        .addInputs(InferInputTensor.newBuilder().setName("x").setDatatype("UINT8").addShape(size))
        .addRawInputContents(ByteString.copyFrom(new byte[size]));
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    door.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  private record Service(BiConsumer<InferenceRequest, Reply> model, Queue<String> refusals)
      implements InferenceService {
    @Override
    public void infer(InferenceRequest request, Reply reply) {
      model.accept(request, reply);
    }

    @Override
    public void refused(RequestHeader header, Refusal refusal) {
      refusals.add(header.id() + ": " + refusal.reason());
    }
  }

  private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
