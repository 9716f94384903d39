package io.gyre.cli.cluster;

import io.gyre.cli.models.RefusedException;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a router's status page and of what drains workers. */
public final class ClusterClient implements AutoCloseable {
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
  public ClusterClient(URI server) {
    this.server = server;
  }

  /**
   * The page at this moment.
   *
   * @throws IOException where the server can't be reached or answers with an error
   */
  public JsonNode status() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/status")).timeout(PATIENCE).build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException("/status answers " + response.statusCode());
    }
    return json.readTree(response.body());
  }

  /**
   * Has a worker give all its units away and end. Returns once it has begun.
   *
   * @param member the worker's id
   * @throws IOException where the router can't be reached
   * @throws RefusedException where it doesn't know the worker, or can't reach it
   */
  public void drain(String member) throws IOException, InterruptedException, RefusedException {
    String id = URLEncoder.encode(member, StandardCharsets.UTF_8).replace("+", "%20");
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(server.resolve("/v2/cluster/members/" + id + "/drain"))
                .timeout(PATIENCE)
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new RefusedException(
          json.readTree(response.body())
              .path("error")
              .asString("the router answers " + response.statusCode()));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
