package io.gyre.cli.e2e;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.gyre.proto.inference.ModelInferRequest;
import io.gyre.proto.inference.ModelInferResponse;
import io.gyre.proto.inference.ModelReadyRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of one model through both doors, each answer told by the version that gave it. */
final class OffsetCalls implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final GyreProcess server;
  private final String model;
  private final String version;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ManagedChannel channel;
  private final GRPCInferenceServiceBlockingStub grpc;
  private final JsonMapper json = new JsonMapper();

  OffsetCalls(GyreProcess server) {
    this(server, Repository.MODEL);
  }

  OffsetCalls(GyreProcess server, String model) {
    this(server, model, "");
  }

  /** Calls that ask for a version or an alias; for neither where {@code version} is empty. */
  OffsetCalls(GyreProcess server, String model, String version) {
    this.server = server;
    this.model = model;
    this.version = version;
    this.channel =
        Grpc.newChannelBuilder(server.grpc(), InsecureChannelCredentials.create()).build();
    this.grpc = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  GRPCInferenceServiceBlockingStub grpc() {
    return grpc;
  }

  /** Asks until the model is served. */
  void awaitReady() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    ModelReadyRequest question =
        ModelReadyRequest.newBuilder().setName(model).setVersion(version).build();
    while (!grpc.modelReady(question).getReady()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(model + " was not served within " + PATIENCE);
      }
    }
  }

  /** One call by HTTP; the answer's version, once its numbers were seen to be that version's. */
  long byHttp() throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(
                    server
                        .http()
                        .resolve(
                            "/v2/models/"
                                + model
                                + (version.isEmpty() ? "" : "/versions/" + version)
                                + "/infer"))
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"inputs": [{"name": "x", "datatype": "FP32", "shape": [2, 4],
                         "data": [0, 1, 2, 3, 4, 5, 6, 7]}]}\
                        """))
                .build(),
            BodyHandlers.ofByteArray());
    JsonNode answer = json.readTree(response.body());
    if (response.statusCode() != 200) {
      throw new AssertionError("status " + response.statusCode() + ": " + answer);
    }
    long version = Long.parseLong(answer.path("model_version").asString());
    JsonNode data = answer.path("outputs").path(0).path("data");
    for (int i = 0; i < 8; i++) {
      requireFrom(version, i, data.path(i).asFloat());
    }
    return version;
  }

  /** The same by gRPC. */
  long byGrpc() {
    ByteBuffer rows = ByteBuffer.allocate(8 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 8; i++) {
      rows.putFloat(i);
    }
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder()
            .setModelName(model)
            .setModelVersion(version)
            .addRawInputContents(ByteString.copyFrom(rows.flip()));
    request.addInputsBuilder().setName("x").setDatatype("FP32").addShape(2).addShape(4);
    ModelInferResponse answer = grpc.modelInfer(request.build());
    long version = Long.parseLong(answer.getModelVersion());
    ByteBuffer data =
        answer.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 8; i++) {
      requireFrom(version, i, data.getFloat());
    }
    return version;
  }

  private static void requireFrom(long version, float sent, float answered) {
    if (answered != sent + version) {
      throw new AssertionError(
          "an answer of version " + version + " has " + answered + " for " + sent);
    }
  }

  @Override
  public void close() {
    http.close();
    channel.shutdownNow();
  }
}
