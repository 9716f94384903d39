package io.gyre.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.server.ForkedServer;
import io.gyre.loadtest.server.GrpcServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Load tests of a server that goes away. */
class DyingServerTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http"})
  void aProcessThatIsKilledEndsInReports(String scheme) throws IOException {
    Path json = folder.resolve("report.json");
    Path html = folder.resolve("report.html");
    try (ForkedServer server = new ForkedServer(scheme)) {
      server.killAfterAWhile();
      Invocation done =
          Invocation.echo(
              server.url(),
              "--rate",
              "200",
              "--duration",
              "2s",
              "--warm-up",
              "0s",
              "--json",
              json.toString(),
              "--html",
              html.toString());
      JsonNode run = JsonMapper.shared().readTree(json.toFile()).at("/measurements/0/runs/0");

      assertThat(done.exitCode()).as(done.toString()).isZero();
      assertThat(done.err()).isEmpty();
      assertThat(done.out()).contains("unreachable: connection refused");
      assertThat(run.path("answered").asInt()).isBetween(1, 399);
      assertThat(run.path("answered").asInt() + run.path("failed").asInt()).isEqualTo(400);
      assertThat(Files.readString(html)).contains("connection refused");
    }
  }

  @Test
  void aServerThatEndsItsConnectionsInOrderLosesNoRequest() {
    try (GrpcServer server =
        new GrpcServer(
            (request, answer) -> answer.good(),
            builder ->
                builder
                    .maxConnectionAge(100, TimeUnit.MILLISECONDS)
                    .maxConnectionAgeGrace(5, TimeUnit.SECONDS))) {
      Invocation done =
          Invocation.echo(server.url(), "--rate", "200", "--duration", "1s", "--warm-up", "0s");

      assertThat(done.out()).contains("200, of which 200 answered and 0 failed");
    }
  }
}
