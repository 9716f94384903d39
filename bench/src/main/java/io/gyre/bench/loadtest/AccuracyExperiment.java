package io.gyre.bench.loadtest;

import io.gyre.bench.experiment.Effort;
import io.gyre.bench.experiment.Experiment;
import io.gyre.bench.figure.Asked;
import io.gyre.bench.figure.Figure;
import io.gyre.bench.process.JavaCommand;
import io.gyre.bench.process.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Holds the percentiles that {@code gyre loadtest} reports against the truth, computed from the
 * schedule and from what the server is told to do: times to serve, and a stall of a second.
 */
public final class AccuracyExperiment implements Experiment {
  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9);
  private static final double TOLERANCE = 0.01;
  private static final int IN_FLIGHT = 8;
  private static final long WARM_UP_SECONDS = 28;
  private static final long SECONDS = 20;

  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public String description() {
    return "what gyre loadtest reports against the computed truth, with a stall";
  }

  @Override
  public List<Figure> run(Effort effort, Consumer<String> progress)
      throws IOException, InterruptedException {
    long second = 1_000_000_000L;
    long[] truth =
        KnownTimes.usual()
            .latencies(
                KnownLoad.fromStart(),
                WARM_UP_SECONDS * second,
                (WARM_UP_SECONDS + SECONDS) * second);
    List<Figure> figures = new ArrayList<>();
    for (String transport : List.of("grpc", "http")) {
      try (ServerProcess server = server(transport, "open")) {
        String target = transport + "://127.0.0.1:" + server.port("port");
        figures.addAll(open(transport, target, truth, progress));
      }
      try (ServerProcess server = server(transport, "closed")) {
        String target = transport + "://127.0.0.1:" + server.port("port");
        progress.accept(target + ": closed loop");
        JsonNode closed = measure(target, closed(), SECONDS + "s");
        figures.add(figure("accuracy." + transport + "-closed", closed, truth, 99, "closed loop"));
      }
    }
    return figures;
  }

  private static List<Figure> open(
      String transport, String target, long[] truth, Consumer<String> progress)
      throws IOException, InterruptedException {
    progress.accept(target + ": warming both sides");
    measure(target, KnownLoad.options(), "3s");
    progress.accept(target + ": open loop");
    JsonNode reported = measure(target, KnownLoad.options(), SECONDS + "s");
    if (reported.at("/latency/count").asInt() != truth.length) {
      throw new IllegalStateException(
          "%d requests were scheduled, %d answered"
              .formatted(truth.length, reported.at("/latency/count").asInt()));
    }
    List<Figure> figures = new ArrayList<>();
    for (double percentile : PERCENTILES) {
      String id = "accuracy.%s-%s".formatted(transport, name(percentile));
      figures.add(figure(id, reported, truth, percentile, "open loop"));
    }
    return figures;
  }

  private static ServerProcess server(String transport, String loop) throws IOException {
    return ServerProcess.start(
        JavaCommand.of(List.of(), KnownServer.class, List.of(transport, loop)), Map.of());
  }

  private static List<String> closed() {
    return List.of("--in-flight", "" + IN_FLIGHT);
  }

  private static JsonNode measure(String target, List<String> load, String duration)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(load);
    arguments.addAll(List.of("--target", target, "--model", KnownServer.MODEL));
    // Lag counts as latency; on a busy machine it is to show in the figures, not to end the run.
    arguments.addAll(List.of("--max-lag", "100ms"));
    arguments.addAll(List.of("--warm-up", WARM_UP_SECONDS + "s", "--duration", duration));
    return LoadtestProcess.measure(Cores.all(), arguments).at("/runs/0");
  }

  private static Figure figure(
      String id, JsonNode reported, long[] truth, double percentile, String loop) {
    double millis = micros(reported, "latency", percentile) / 1e3;
    double exact = KnownTimes.percentile(truth, percentile) / 1e6;
    boolean isTrue = Math.abs(millis / exact - 1) <= TOLERANCE;
    String note =
        loop.equals("closed loop")
            ? "closed loop's p99: a ratio far below 1 is the stall that it hides"
            : "limit is the truth; %s; requests left up to %.2f ms late (p99)"
                .formatted(
                    isTrue ? "within 1 %" : "MORE THAN 1 % OFF",
                    micros(reported, "send_lag", 99) / 1e3);
    return new Figure(id, millis, "ms", exact, millis / exact, 1, 0, Asked.NOTHING, note);
  }

  private static double micros(JsonNode run, String histogram, double percentile) {
    return run.path(histogram).path(name(percentile) + "_us").asDouble();
  }

  private static String name(double percentile) {
    boolean whole = percentile == Math.rint(percentile);
    return whole
        ? "p" + (long) percentile
        : String.format(Locale.ROOT, "p%s", Double.toString(percentile));
  }
}
