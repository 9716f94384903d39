package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.InferParameter;
import io.gyre.proto.inference.InferTensorContents;
import io.gyre.proto.inference.ModelInferRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Damaged requests at both doors of one server, which answers each, calls none its own fault, and
 * leaks nothing. {@code -Dgyre.fuzz.requests=100000 -Dgyre.fuzz.seed=7} does more, or others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzIT {
  private static final int REQUESTS = Integer.getInteger("gyre.fuzz.requests", 10_000);
  private static final long SEED = Long.getLong("gyre.fuzz.seed", 20_261_122);
  private static final int CLIENTS = 32;
  private static final int MOMENT_MILLIS = 200;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Pattern OWN_FAULT = Pattern.compile("HTTP/1\\.1 500[^\n]*");
  private static final Set<Code> OWN_FAULTS =
      EnumSet.of(Code.INTERNAL, Code.UNKNOWN, Code.DATA_LOSS, Code.DEADLINE_EXCEEDED);

  private GyreProcess server;
  private ManagedChannel channel;

  @BeforeAll
  void start() throws IOException {
    server =
        GyreProcess.start(
            "serve", Path.of(System.getProperty("gyre.sources"), "examples", "models").toString());
    channel = Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
  }

  @AfterAll
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void damagedHttpRequestsGetAnAnswer() throws Exception {
    List<byte[]> seeds = HttpSeeds.all();
    for (byte[] seed : seeds) {
      assertThat(exchange(server.http(), seed)).startsWith("HTTP/1.1 200");
    }
    Random random = new Random(SEED);
    Mutator mutator = new Mutator(random);
    List<Future<?>> exchanges = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < REQUESTS; i++) {
        int number = i;
        byte[] request = mutator.mutate(seeds.get(random.nextInt(seeds.size())));
        exchanges.add(clients.submit(() -> requireNoOwnFault(number, request)));
      }
    }
    for (Future<?> exchange : exchanges) {
      exchange.get();
    }
    for (byte[] seed : seeds) {
      assertThat(exchange(server.http(), seed)).startsWith("HTTP/1.1 200");
    }
  }

  private @Nullable Void requireNoOwnFault(int number, byte[] request) throws IOException {
    String answers = exchange(server.http(), request);
    assertThat(OWN_FAULT.matcher(answers).find())
        .as(
            "request %d: %s%nanswer: %s",
            number, new String(request, StandardCharsets.ISO_8859_1), answers)
        .isFalse();
    return null;
  }

  @Test
  void damagedGrpcMessagesGetAnAnswer() {
    List<byte[]> seeds = List.of(raw().toByteArray(), typed().toByteArray());
    seeds.forEach(seed -> assertThat(infer(seed)).isEqualTo(Code.OK));
    Random random = new Random(SEED);
    Mutator mutator = new Mutator(random);
    for (int i = 0; i < REQUESTS; i++) {
      byte[] request = mutator.mutate(seeds.get(random.nextInt(seeds.size())));
      assertThat(infer(request))
          .as("request %d: %s", i, java.util.HexFormat.of().formatHex(request))
          .isNotIn(OWN_FAULTS);
    }
    seeds.forEach(seed -> assertThat(infer(seed)).isEqualTo(Code.OK));
  }

  @Test
  void damagedHttp2LeavesTheGrpcPortServing() throws IOException {
    byte[] opening =
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0" + "\0\0\1\1\5\0\0\0\1\u0082")
            .getBytes(StandardCharsets.ISO_8859_1);
    URI grpc = URI.create("http://" + server.grpc());
    Mutator mutator = new Mutator(new Random(SEED));
    for (int i = 0; i < REQUESTS / 10; i++) {
      exchange(grpc, mutator.mutate(opening));
    }
    assertThat(infer(raw().toByteArray())).isEqualTo(Code.OK);
  }

  /**
   * Sends bytes on a connection of their own and reads until the server closes it. A server that
   * waits for more is told after a moment that there is none.
   */
  private static String exchange(URI to, byte[] request) throws IOException {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try (Socket socket = new Socket(to.getHost(), to.getPort())) {
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(request);
      socket.setSoTimeout(MOMENT_MILLIS);
      try {
        socket.getInputStream().transferTo(answers);
      } catch (SocketTimeoutException _) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.shutdownOutput();
        socket.getInputStream().transferTo(answers);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError(
          "neither answered nor closed: " + new String(request, StandardCharsets.ISO_8859_1), e);
    } catch (SocketException _) {
      // the server has closed before it read everything
    }
    return answers.toString(StandardCharsets.ISO_8859_1);
  }

  private Code infer(byte[] message) {
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          RAW_INFER,
          CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_MILLIS, TimeUnit.MILLISECONDS),
          message);
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static ModelInferRequest raw() {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder()
            .setModelName("simple_identity")
            .setModelVersion("1")
            .setId("seven")
            .putParameters("timeout", InferParameter.newBuilder().setInt64Param(9).build())
            .addRawInputContents(ByteString.copyFromUtf8("\1\0\0\0a\2\0\0\0bc"));
    request.addInputsBuilder().setName("INPUT0").setDatatype("BYTES").addShape(1).addShape(2);
    request.addOutputsBuilder().setName("OUTPUT0");
    return request.build();
  }

  private static ModelInferRequest typed() {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("simple");
    for (String name : List.of("INPUT0", "INPUT1")) {
      InferTensorContents.Builder contents = InferTensorContents.newBuilder();
      for (int i = 0; i < 16; i++) {
        contents.addIntContents(i - 8);
      }
      request
          .addInputsBuilder()
          .setName(name)
          .setDatatype("INT32")
          .addShape(1)
          .addShape(16)
          .setContents(contents);
    }
    return request.build();
  }

  /** The method as bytes: what the generated classes could not have made goes through too. */
  private static final MethodDescriptor<byte[], byte[]> RAW_INFER =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName())
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  /** Bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
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
