package io.gyre.bench.loadtest;

import com.google.protobuf.ByteString;
import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.figure.Spread;
import io.gyre.bench.limit.LimitServer;
import io.gyre.bench.process.ServerProcess;
import io.gyre.proto.inference.ModelMetadataResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Measures what {@code gyre loadtest} costs: gRPC requests of 64 bytes to a server that does
 * nothing, sent from one core that the server doesn't share.
 */
public final class LoadtestExperiment implements Experiment {
  private static final int RUNS = 5;
  private static final double LEAST_RATE = 30_000;
  private static final double MOST_BYTES = 500;

  @Override
  public String name() {
    return "loadtest";
  }

  @Override
  public String description() {
    return "the load generator: requests a second from one core, bytes allocated, CPU share";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path answer = Files.createTempFile("gyre-bench", ".answer");
    try {
      Files.write(answer, answer().toByteArray());
      List<String> bare = LimitServer.command(LimitServer.Kind.GRPC, answer, List.of());
      try (ServerProcess server = ServerProcess.start(Cores.others().pinned(bare), Map.of())) {
        progress.accept(RUNS + " runs of a closed loop with 128 in flight, from one core");
        return figures(LoadtestProcess.measure(Cores.first(), load(server.port("grpc"))));
      }
    } finally {
      Files.delete(answer);
    }
  }

  /**
   * What the server answers to everything. To the question what the model takes, it says: 40 bytes,
   * which make a request of 64. To an inference request it is as good as any other answer.
   */
  private static ModelMetadataResponse answer() {
    return ModelMetadataResponse.newBuilder()
        .setName("no-op")
        .setPlatformBytes(ByteString.EMPTY)
        .addInputs(
            ModelMetadataResponse.TensorMetadata.newBuilder()
                .setName("x")
                .setDatatype("UINT8")
                .addShape(1)
                .addShape(40))
        .build();
  }

  private static List<String> load(int port) {
    return List.of(
        "--target",
        "grpc://127.0.0.1:" + port,
        "--model",
        "noop",
        "--in-flight",
        "128",
        "--runs",
        "" + RUNS,
        "--warm-up",
        "5s",
        "--duration",
        "4s");
  }

  private static List<Figure> figures(JsonNode measurement) {
    List<Double> rates = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    List<Double> cores = new ArrayList<>();
    for (JsonNode run : measurement.path("runs")) {
      if (run.path("failed").asLong() > 0) {
        throw new IllegalStateException("requests failed: " + run.path("failures"));
      }
      rates.add(run.path("rate").asDouble());
      bytes.add(run.at("/generator/bytes_per_request").asDouble());
      cores.add(run.at("/generator/cores").asDouble());
    }
    String where = Cores.divisible() ? "from one core" : "NOT bound to one core";
    return List.of(
        figure("loadtest.grpc-rate", rates, "1/s", LEAST_RATE, Asked.ratioAtLeast(1), where),
        figure("loadtest.alloc-bytes", bytes, "B", MOST_BYTES, Asked.ratioAtMost(1), "a request"),
        figure(
            "loadtest.cpu-share",
            cores,
            "cores",
            1,
            Asked.NOTHING,
            "of the core, at the rate above"));
  }

  private static Figure figure(
      String id, List<Double> runs, String unit, double limit, Asked asked, String note) {
    return Figure.ofRuns(id, Spread.of(runs), unit, limit, asked, note);
  }
}
