package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.e2e.GyreProcess.Finished;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory budget, as an operator meets it. */
class MemoryIT {
  @TempDir private Path directory;

  @Test
  void modelThatIsLargerThanTheBudgetWaitsAndEverybodyIsToldTheNumbers() throws Exception {
    Path repository = Repository.create(directory).path();
    try (GyreProcess server =
        GyreProcess.start("serve", repository.toString(), "--set", "worker.memory=16B")) {
      server.awaitLog("larger than the whole memory budget");

      assertThat(post(server.http().resolve("/v2/repository/index")))
          .contains("\"LOADING\"", "16 are free of a budget of 16", "worker.memory");
      Finished models = GyreProcess.run("models", "--url", server.http().toString());
      assertThat(models.out()).contains(Repository.MODEL, "LOADING", "budget of 16");
    }
  }

  @Test
  void memoryOfAServedModelIsShownByKind() throws Exception {
    Path repository = Repository.create(directory).path();
    try (GyreProcess server = GyreProcess.start("serve", repository.toString())) {
      server.awaitLog("is ready");
      Finished models = GyreProcess.run("models", "--url", server.http().toString(), "--json");

      assertThat(models.out()).contains("\"weights\"", "\"arenas\"", "\"staging\"", "\"outputs\"");
    }
  }

  private static String post(URI uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
