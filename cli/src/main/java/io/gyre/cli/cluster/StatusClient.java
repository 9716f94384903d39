package io.gyre.cli.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of a router's status page. */
public final class StatusClient implements AutoCloseable {
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
  public StatusClient(URI server) {
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

  @Override
  public void close() {
    http.close();
  }
}
