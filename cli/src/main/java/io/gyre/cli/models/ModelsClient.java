package io.gyre.cli.models;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a server's status page. */
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
    long start = System.nanoTime();
    Map<String, Long> before = new HashMap<>();
    for (JsonNode model : status()) {
      before.put(key(model), model.path("requests").asLong(0));
    }
    Thread.sleep(window);
    JsonNode after = status();
    double seconds = (System.nanoTime() - start) / 1e9;
    List<ServedModel> models = new ArrayList<>();
    for (JsonNode model : after) {
      long requests = model.path("requests").asLong(0);
      models.add(
          new ServedModel(
              model.path("model").asString(""),
              model.path("version").asString(""),
              model.path("state").asString(""),
              model.path("memoryBytes").asLong(0),
              memory(model),
              Math.max(0, requests - before.getOrDefault(key(model), 0L)) / seconds,
              model.path("usefulBatchRows").asInt(0),
              model.path("reason").asString(""),
              model.path("notice").asString("")));
    }
    return models;
  }

  @Override
  public void close() {
    http.close();
  }

  private static Map<String, Long> memory(JsonNode model) {
    Map<String, Long> kinds = new TreeMap<>();
    model.path("memory").forEachEntry((kind, bytes) -> kinds.put(kind, bytes.asLong(0)));
    return kinds;
  }

  private static String key(JsonNode model) {
    return model.path("model").asString("") + "/" + model.path("version").asString("");
  }

  /** Every version that the server knows, as its status page has it. */
  private JsonNode status() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/status")).timeout(PATIENCE).build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("/status answers " + response.statusCode());
    }
    return json.readTree(response.body()).path("models");
  }
}
