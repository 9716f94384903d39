package io.gyre.loadtest.server;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferResponse;
import io.gyre.proto.inference.ModelInferResponse.InferOutputTensor;
import io.gyre.proto.inference.ModelMetadataRequest;
import io.gyre.proto.inference.ModelMetadataResponse;
import io.gyre.proto.inference.ModelMetadataResponse.TensorMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A gRPC server of the models {@code echo} and {@code echo2}, which take {@code x}: FP32[-1,16],
 * and {@code fixed}, which takes FP32[1,16].
 */
public final class GrpcServer implements AutoCloseable {
  private final Server server;
  private final Map<String, Integer> keys = new ConcurrentHashMap<>();
  private final AtomicInteger deadlines = new AtomicInteger();

  /** What a test's server does with an inference request. */
  public interface Behaviour {
    /** Answers, now or later, or never. */
    void infer(ModelInferRequest request, Answer answer);
  }

  /** The answer that a behaviour owes. */
  public record Answer(StreamObserver<ModelInferResponse> observer) {
    /** Says that all went well. */
    public void good() {
      observer.onNext(ModelInferResponse.newBuilder().setModelName("echo").build());
      observer.onCompleted();
    }

    /** Says that all went well, and that the output {@code y} is FP32[1,values]. */
    public void good(float... values) {
      ByteBuffer raw =
          ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      raw.asFloatBuffer().put(values);
      observer.onNext(
          ModelInferResponse.newBuilder()
              .setModelName("echo")
              .addOutputs(
                  InferOutputTensor.newBuilder()
                      .setName("y")
                      .setDatatype("FP32")
                      .addShape(1)
                      .addShape(values.length))
              .addRawOutputContents(ByteString.copyFrom(raw))
              .build());
      observer.onCompleted();
    }

    /** Says that it went wrong. */
    public void bad(Status status) {
      observer.onError(status.asRuntimeException());
    }
  }

  /** A server on a free port of the loopback interface. */
  public GrpcServer(Behaviour behaviour) {
    this(behaviour, builder -> {});
  }

  /**
   * A server on a free port of the loopback interface.
   *
   * @param settings of the transport
   */
  public GrpcServer(Behaviour behaviour, Consumer<NettyServerBuilder> settings) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .directExecutor()
            .maxInboundMessageSize(1 << 28)
            .intercept(new Headers())
            .addService(new Service(behaviour));
    settings.accept(builder);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "grpc://127.0.0.1:" + server.getPort();
  }

  /** How many requests came with each affinity key. */
  public Map<String, Integer> keys() {
    return keys;
  }

  /** How many requests came with a deadline. */
  public int deadlines() {
    return deadlines.get();
  }

  /** Takes down what the headers of requests say. */
  private final class Headers implements ServerInterceptor {
    private static final Metadata.Key<String> KEY =
        Metadata.Key.of("affinity-key", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String key = headers.get(KEY);
      if (key != null) {
        keys.merge(key, 1, Integer::sum);
      }
      if (Context.current().getDeadline() != null) {
        deadlines.incrementAndGet();
      }
      return next.startCall(call, headers);
    }
  }

  /** Ends every connection at once. */
  @Override
  public void close() {
    server.shutdownNow();
  }

  /** The two calls that a load test makes. */
  private static final class Service extends GRPCInferenceServiceImplBase {
    private static final Set<String> MODELS = Set.of("echo", "echo2", "fixed");

    private final Behaviour behaviour;

    Service(Behaviour behaviour) {
      this.behaviour = behaviour;
    }

    @Override
    public void modelMetadata(
        ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
      if (!MODELS.contains(request.getName())) {
        answer.onError(Status.NOT_FOUND.withDescription("no such model").asRuntimeException());
        return;
      }
      TensorMetadata input =
          TensorMetadata.newBuilder()
              .setName("x")
              .setDatatype("FP32")
              .addShape(request.getName().equals("fixed") ? 1 : -1)
              .addShape(16)
              .build();
      answer.onNext(ModelMetadataResponse.newBuilder().setName("echo").addInputs(input).build());
      answer.onCompleted();
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
      behaviour.infer(request, new Answer(answer));
    }
  }
}
