package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a router's status page. */
final class StatusPage {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.shared();

  private StatusPage() {}

  /** The page at this moment. */
  static JsonNode of(GyreProcess router) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return of(router, http);
    }
  }

  /** Asks until the page is as wanted. */
  static void await(GyreProcess router, String what, Predicate<JsonNode> wanted) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (JsonNode page = of(router, http); !wanted.test(page); page = of(router, http)) {
        assertThat(System.nanoTime())
            .as("time for %s; the page says%n%s", what, page)
            .isLessThan(end);
      }
    }
  }

  /** Waits until the router is attached to these workers, and to no others. */
  static void awaitMembers(GyreProcess router, String... ids) throws Exception {
    await(router, "members " + List.of(ids), page -> connected(page).equals(List.of(ids)));
  }

  private static List<String> connected(JsonNode page) {
    return StreamSupport.stream(page.path("members").spliterator(), false)
        .filter(member -> member.path("connected").asBoolean(false))
        .map(member -> member.path("id").asString(""))
        .sorted()
        .toList();
  }

  private static JsonNode of(GyreProcess router, HttpClient http) throws Exception {
    return JSON.readTree(
        http.send(
                HttpRequest.newBuilder(router.http().resolve("/status")).build(),
                BodyHandlers.ofByteArray())
            .body());
  }
}
