package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.e2e.MetricsPage.Family;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics port, and docs/METRICS.md, which lists what it shows. */
class MetricsIT {
  /** Enough to measure the largest useful batch, however busy the machine is. */
  private static final String WARM_UP = "models.warm-up-budget=60s";

  @TempDir Path directory;

  @Test
  void pageListsExactlyWhatIsExposedAfterTraffic() throws Exception {
    Map<String, Family> exposed;
    try (GyreProcess server =
        GyreProcess.start(
            "serve", Repository.create(directory).path().toString(), "--set", WARM_UP)) {
      try (OffsetCalls calls = new OffsetCalls(server)) {
        calls.byHttp();
        calls.byGrpc();
      }
      refused(server);
      collectGarbage(server);
      String scraped = Scrape.of(server);
      assertThat(scraped)
          .containsPattern("refusals_total\\{model=\"\",reason=\"not_found\"} 1\\.0")
          .doesNotContain("made-up");
      exposed = byName(MetricsPage.exposed(scraped));
    }
    Map<String, Family> listed =
        byName(MetricsPage.listed(Path.of(System.getProperty("gyre.sources"), "docs/METRICS.md")));

    assertThat(listed.keySet()).containsExactlyElementsOf(exposed.keySet());
    assertThat(listed).isEqualTo(exposed);
  }

  /** Requests that end in a refusal: one at a worker, one at the front door. */
  private static void refused(GyreProcess server) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(post(http, server, "/v2/models/offset/infer")).isEqualTo(400);
      assertThat(post(http, server, "/v2/made-up")).isEqualTo(404);
    }
  }

  private static int post(HttpClient http, GyreProcess server, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(server.http().resolve(path))
                .POST(BodyPublishers.ofString("{\"inputs\": []}"))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  /** Some figures of the virtual machine begin with its first collection. */
  private static void collectGarbage(GyreProcess server) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String pid = Long.toString(server.process().pid());
    assertThat(new ProcessBuilder(jcmd.toString(), pid, "GC.run").start().waitFor()).isZero();
  }

  private static Map<String, Family> byName(Iterable<Family> families) {
    return java.util.stream.StreamSupport.stream(families.spliterator(), false)
        .collect(
            Collectors.toMap(Family::name, Function.identity(), (first, _) -> first, TreeMap::new));
  }
}
