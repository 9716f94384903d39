package io.gyre.cli.models;

import io.gyre.router.history.HistoryEvent;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a server's status page and of what changes its models. */
public final class ModelsClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Longer than a server takes to give a change up. */
  private static final Duration LONGEST_CHANGE = Duration.ofMinutes(15);

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
    for (JsonNode model : status().path("models")) {
      before.put(key(model), model.path("requests").asLong(0));
    }
    Thread.sleep(window);
    JsonNode after = status();
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, JsonNode> orders = new HashMap<>();
    after.path("orders").forEach(order -> orders.put(order.path("model").asString(""), order));
    List<ServedModel> models = new ArrayList<>();
    for (JsonNode model : after.path("models")) {
      long requests = model.path("requests").asLong(0);
      JsonNode order = orders.get(model.path("model").asString(""));
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
              model.path("notice").asString(""),
              model.path("current").asBoolean(false),
              order == null ? List.of() : names(order, model.path("version").asString(""))));
    }
    return models;
  }

  /** What people call a version: the aliases that lead to it, and whether it is pinned. */
  private static List<String> names(JsonNode order, String version) {
    List<String> names = new ArrayList<>();
    if (order.path("pin").asString("").equals(version)) {
      names.add("pinned");
    }
    order
        .path("aliases")
        .forEachEntry((alias, asked) -> {
          JsonNode leads = order.path("leads").path(alias);
          if ((leads.isMissingNode() ? asked : leads).asString("").equals(version)) {
            names.add(alias);
          }
        });
    return names;
  }

  /** The version of a model that requests without one get; empty where none is served. */
  public OptionalLong current(String model) throws IOException, InterruptedException {
    for (JsonNode route : status().path("table")) {
      if (route.path("current").asBoolean(false)
          && route.path("model").asString("").equals(model)) {
        return OptionalLong.of(route.path("version").asLong(0));
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Asks for a change of a model, and waits for what comes of it.
   *
   * @param change what is asked: {@code load}, {@code pin} and so on
   * @param body its members
   * @return the server's answer
   * @throws IOException where the server can't be reached
   * @throws RefusedException where it refuses, or the change came to nothing
   */
  public JsonNode change(String model, String change, Map<String, ?> body)
      throws IOException, InterruptedException, RefusedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(path(model, change))
                .timeout(LONGEST_CHANGE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                .build(),
            BodyHandlers.ofByteArray());
    JsonNode answer = json.readTree(response.body());
    if (response.statusCode() != 200) {
      throw new RefusedException(
          answer.path("error").asString("the server answers " + response.statusCode()));
    }
    return answer;
  }

  /** What became of a model, oldest first. */
  public List<HistoryEvent> history(String model) throws IOException, InterruptedException {
    return List.of(json.readValue(get(path(model, "history")), HistoryEvent[].class));
  }

  private URI path(String model, String what) {
    String name = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
    return server.resolve("/v2/repository/models/" + name + "/" + what);
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

  /** The server's status page. */
  private JsonNode status() throws IOException, InterruptedException {
    return json.readTree(get(server.resolve("/status")));
  }

  private byte[] get(URI page) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page).timeout(PATIENCE).build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(page.getPath() + " answers " + response.statusCode());
    }
    return response.body();
  }
}
