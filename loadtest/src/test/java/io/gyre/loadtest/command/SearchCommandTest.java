package io.gyre.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.gyre.loadtest.server.GrpcServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SearchCommandTest {
  @TempDir private Path folder;

  @Test
  void theSearchEndsBelowTheRateThatTheServerRefused() {
    // Each trial of 200 ms has a connection of its own: 150 requests on it are 750 a second.
    try (GrpcServer server =
        new GrpcServer(
            (request, answer) -> answer.good(),
            builder -> builder.intercept(new ConnectionQuota(150)))) {
      Path file = folder.resolve("report.json");
      Invocation done =
          Invocation.echo(
              server.url(),
              "--find-max",
              "--slo",
              "p50=5s",
              "--slo",
              "errors=0%",
              "--from",
              "100",
              "--duration",
              "200ms",
              "--warm-up",
              "0s",
              "--json",
              file.toString());
      JsonNode highest = JsonMapper.shared().readTree(file.toFile()).path("highest");

      assertThat(done.exitCode()).as(done.toString()).isZero();
      assertThat(done.out()).contains("/s keeps p50=5000ms and errors=0%, ");
      assertThat(highest.path("rate").asDouble()).isBetween(750 / 1.06, 750.0);
      assertThat(highest.path("missed_at_rate").asDouble()).isBetween(750.0, 750 * 1.06);
    }
  }

  @Test
  void theSearchBeginsNearWhatTheServerCanDo() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.bad(Status.UNAVAILABLE))) {
      Invocation done =
          Invocation.echo(
              server.url(),
              "--find-max",
              "--slo",
              "p99=1s",
              "--duration",
              "20ms",
              "--warm-up",
              "0s");

      assertThat(done.err()).startsWith("1.0/s: missed");
    }
  }

  @Test
  void theSearchBeginsWhereItIsTold() {
    try (GrpcServer server =
        new GrpcServer((request, answer) -> answer.bad(Status.RESOURCE_EXHAUSTED))) {
      Invocation done =
          Invocation.echo(
              server.url(),
              "--find-max",
              "--slo",
              "p50=5s",
              "--from",
              "0.3",
              "--duration",
              "100ms",
              "--warm-up",
              "0s");

      assertThat(done.err()).startsWith("0.3/s: missed");
      assertThat(done.out()).contains("no rate keeps p50=5000ms");
    }
  }

  @Test
  void aGeneratorThatIsKeptFromItsScheduleEndsTheSearch() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.good())) {
      Invocation done =
          Invocation.of(
              "--target",
              server.url(),
              "--model",
              "echo",
              "--max-lag",
              "1us",
              "--find-max",
              "--slo",
              "p99=1s",
              "--from",
              "400",
              "--duration",
              "50ms",
              "--warm-up",
              "0s");

      assertThat(done.exitCode()).as(done.toString()).isEqualTo(2);
      assertThat(done.err())
          .contains("400.0/s: generator fell behind", "100.0/s: generator fell behind")
          .contains("gyre: the generator could not keep its schedule at 100.0/s")
          .contains("this machine is busy");
    }
  }

  @Test
  void aSweepMeasuresOneLoadAfterTheOther() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.good())) {
      Path file = folder.resolve("report.json");
      Invocation done =
          Invocation.echo(
              server.url(),
              "--sweep",
              "in-flight=1,8",
              "--duration",
              "200ms",
              "--warm-up",
              "0s",
              "--json",
              file.toString());
      JsonNode report = JsonMapper.shared().readTree(file.toFile());

      assertThat(done.exitCode()).as(done.toString()).isZero();
      assertThat(done.out()).contains("closed loop, 1 in flight", "closed loop, 8 in flight");
      assertThat(report.path("measurements")).hasSize(2);
    }
  }

  @Test
  void anObjectiveThatNoRateKeepsIsToldSo() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.bad(Status.UNAVAILABLE))) {
      Invocation done =
          Invocation.echo(
              server.url(),
              "--find-max",
              "--slo",
              "p99=1s",
              "--from",
              "100",
              "--duration",
              "20ms",
              "--warm-up",
              "0s");

      assertThat(done.exitCode()).as(done.toString()).isEqualTo(1);
      assertThat(done.out()).contains("highest     no rate keeps p99=1000ms");
      assertThat(done.err()).contains("100.0/s: missed");
    }
  }

  @Test
  void wrongSearchesAreNamed() {
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--find-max").err())
        .isEqualTo("gyre: --find-max and --slo go together, like --find-max --slo p99=20ms\n");
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--rate", "5", "--slo", "p99=2ms").exitCode())
        .isEqualTo(2);
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--find-max", "--slo", "p100=2ms").err())
        .contains("expected an objective like p99=20ms or errors=0.1%, found 'p100=2ms'");
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--rate", "5", "--from", "9").exitCode())
        .isEqualTo(2);
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--sweep", "depth=1").err())
        .isEqualTo(
            "gyre: expected --sweep like in-flight=1,4,16 or rate=100,200, found 'depth=1'\n");
  }
}
