package io.gyre.cli.command;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.gyre.cli.config.Assignment;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.Settings;
import io.gyre.cli.config.SettingsFile;
import io.gyre.cli.logging.Logging;
import io.gyre.cli.logging.ProcessLog;
import io.gyre.cli.serve.Endpoints;
import io.gyre.cli.serve.Installation;
import io.gyre.cli.serve.Role;
import io.gyre.cli.serve.ServerProcess;
import io.gyre.proto.inference.GRPCInferenceServiceGrpc;
import io.gyre.proto.inference.InferTensorContents;
import io.gyre.proto.inference.ModelInferRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;

/**
 * A short life of a server on the bundled examples, for the Java virtual machine to learn from what
 * a start needs. The launcher runs it once and keeps what was learnt.
 */
@Command(name = "rehearse", hidden = true, description = "Starts, calls itself a little and stops.")
final class RehearseCommand implements Callable<Integer> {
  private static final int CALLS = 50;
  private static final String IRIS =
      """
      {"inputs": [{"name": "measurements", "datatype": "FP32", "shape": [1, 4],
       "data": [7.0, 3.2, 4.7, 1.4]}]}\
      """;

  @Override
  public Integer call() throws Exception {
    ProcessLog log = Logging.start(Level.WARNING);
    Settings settings =
        Settings.of(
            List.of(
                Assignment.of(Keys.HOST, "127.0.0.1", "rehearsal"),
                Assignment.of(Keys.HTTP_PORT, "0", "rehearsal"),
                Assignment.of(Keys.GRPC_PORT, "0", "rehearsal"),
                Assignment.of(Keys.METRICS_PORT, "0", "rehearsal"),
                Assignment.of(Keys.REPOSITORY_QUIET_PERIOD, "0", "rehearsal")));
    try (ServerProcess server =
        ServerProcess.start(
            Role.SERVE, settings, SettingsFile.fixed(settings), Installation.ofLauncher(), log)) {
      while (!server.loading().isOver()) {
        Thread.onSpinWait();
      }
      callByHttp(server.endpoints());
      callByGrpc(server.endpoints());
      server.drain();
    }
    return 0;
  }

  private static void callByHttp(Endpoints endpoints) throws IOException, InterruptedException {
    URI base = URI.create("http://" + endpoints.http().orElseThrow());
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < CALLS; i++) {
        http.send(
            HttpRequest.newBuilder(base.resolve("/v2/models/iris/infer"))
                .POST(BodyPublishers.ofString(IRIS))
                .build(),
            BodyHandlers.discarding());
      }
      for (String path : List.of("/v2", "/v2/health/ready", "/v2/models/iris", "/status")) {
        http.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.discarding());
      }
      URI metrics = URI.create("http://" + endpoints.metrics() + "/metrics");
      http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.discarding());
    }
  }

  private static void callByGrpc(Endpoints endpoints) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("iris");
    request
        .addInputsBuilder()
        .setName("measurements")
        .setDatatype("FP32")
        .addAllShape(List.of(1L, 4L))
        .setContents(
            InferTensorContents.newBuilder().addAllFp32Contents(List.of(7f, 3.2f, 4.7f, 1.4f)));
    ManagedChannel channel =
        Grpc.newChannelBuilder(endpoints.grpc().toString(), InsecureChannelCredentials.create())
            .build();
    try {
      for (int i = 0; i < CALLS; i++) {
        GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(request.build());
      }
    } finally {
      channel.shutdownNow();
    }
  }
}
