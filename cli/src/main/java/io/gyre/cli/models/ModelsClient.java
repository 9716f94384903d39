package io.gyre.cli.models;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a server's index and statistics. */
public final class ModelsClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final JsonMapper json = new JsonMapper();

  /**
   * A client of the server at {@code server}.
   *
   * @param server its HTTP address, such as {@code http://localhost:8000}
   */
  public ModelsClient(URI server) {
    this.server = server;
  }

  /**
   * Every model and version, with request rates over {@code window}.
   *
   * @throws IOException where the server can't be reached or answers with an error
   */
  public List<ServedModel> list(Duration window) throws IOException, InterruptedException {
    JsonNode index = call("/v2/repository/index", "POST");
    long start = System.nanoTime();
    Map<String, Figures> before = statistics();
    Thread.sleep(window);
    Map<String, Figures> after = statistics();
    double seconds = (System.nanoTime() - start) / 1e9;
    List<ServedModel> models = new ArrayList<>();
    for (JsonNode entry : index) {
      String model = entry.path("name").asString("");
      String version = entry.path("version").asString("");
      String key = model + "/" + version;
      models.add(
          new ServedModel(
              model,
              version,
              entry.path("state").asString(""),
              memory(after.get(key)),
              rate(before.get(key), after.get(key), seconds),
              entry.path("reason").asString("")));
    }
    return models;
  }

  @Override
  public void close() {
    http.close();
  }

  private Map<String, Figures> statistics() throws IOException, InterruptedException {
    Map<String, Figures> figures = new HashMap<>();
    for (JsonNode entry : call("/v2/models/stats", "GET").path("model_stats")) {
      JsonNode requests = entry.path("inference_stats");
      long bytes = 0;
      for (JsonNode usage : entry.path("memory_usage")) {
        bytes += usage.path("byte_size").asLong(0);
      }
      figures.put(
          entry.path("name").asString("") + "/" + entry.path("version").asString(""),
          new Figures(
              requests.path("success").path("count").asLong(0)
                  + requests.path("fail").path("count").asLong(0),
              entry.path("memory_usage").isEmpty()
                  ? OptionalLong.empty()
                  : OptionalLong.of(bytes)));
    }
    return figures;
  }

  private JsonNode call(String path, String method) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path))
            .method(method, BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered with status " + response.statusCode());
    }
    return json.readTree(response.body());
  }

  private static OptionalLong memory(@Nullable Figures figures) {
    return figures == null ? OptionalLong.empty() : figures.memoryBytes();
  }

  private static OptionalDouble rate(
      @Nullable Figures before, @Nullable Figures after, double seconds) {
    return before == null || after == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(0, after.requests() - before.requests()) / seconds);
  }

  /** A version's counts at one moment. */
  private record Figures(long requests, OptionalLong memoryBytes) {}
}
