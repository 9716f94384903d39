package io.gyre.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.gyre.loadtest.server.GrpcServer;
import io.gyre.loadtest.server.HttpServer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoadtestCommandTest {
  private static final String[] SHORT = {"--duration", "400ms", "--warm-up", "100ms"};

  @TempDir private Path folder;

  @Test
  void everyRequestOfAScheduleIsSentAndCounted() {
    Set<String> bodies = ConcurrentHashMap.newKeySet();
    AtomicInteger seen = new AtomicInteger();
    try (GrpcServer server =
        new GrpcServer((request, answer) -> {
          seen.incrementAndGet();
          bodies.add(request.getRawInputContents(0).toString(StandardCharsets.ISO_8859_1));
          assertThat(request.getInputs(0).getShapeList()).containsExactly(1L, 16L);
          answer.good();
        })) {
      JsonNode report = report(server.url(), "--rate", "500");

      assertThat(report.path("requests").asInt()).isEqualTo(200);
      assertThat(report.path("answered").asInt()).isEqualTo(200);
      assertThat(report.path("failed").asInt()).isZero();
      assertThat(report.path("latency").path("count").asInt()).isEqualTo(200);
      assertThat(report.path("latency").path("p50_us").asDouble()).isPositive();
      assertThat(seen).hasValue(250);
      assertThat(bodies).hasSize(64);
    }
  }

  @Test
  void aClosedLoopKeepsItsNumberInFlight() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (HttpServer server =
        new HttpServer((request, answer) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          answer
              .context()
              .executor()
              .execute(() -> {
                now.decrementAndGet();
                answer.good();
              });
        })) {
      JsonNode report = report(server.url(), "--in-flight", "7", "--threads", "2");

      assertThat(report.path("answered").asInt()).isGreaterThan(7);
      assertThat(report.path("failed").asInt()).isZero();
      assertThat(most).hasValueLessThanOrEqualTo(7);
    }
  }

  @Test
  void binaryTensorsFollowTheJsonHeader() {
    AtomicReference<String> wrong = new AtomicReference<>("no request came");
    try (HttpServer server =
        new HttpServer((request, answer) -> {
          int header = request.headers().getInt("Inference-Header-Content-Length");
          JsonNode json =
              JsonMapper.shared()
                  .readTree(request.content().toString(0, header, StandardCharsets.UTF_8));
          int size = json.at("/inputs/0/parameters/binary_data_size").asInt();
          boolean whole = size == 64 && request.content().readableBytes() == header + size;
          wrong.set(whole ? "" : json.toString());
          answer.good();
        })) {
      JsonNode report = report(server.url(), "--rate", "100", "--http-encoding", "binary");

      assertThat(wrong).hasValue("");
      assertThat(report.path("failed").asInt()).isZero();
    }
  }

  @Test
  void jsonTensorsHaveOneNumberForEachElement() {
    AtomicInteger elements = new AtomicInteger();
    try (HttpServer server =
        new HttpServer((request, answer) -> {
          JsonNode json =
              JsonMapper.shared().readTree(request.content().toString(StandardCharsets.UTF_8));
          elements.set(json.at("/inputs/0/data").size());
          answer.good();
        })) {
      report(server.url(), "--rate", "100", "--shape", "x:3,16");

      assertThat(elements).hasValue(48);
    }
  }

  @Test
  void messagesLargerThanTheServersWindowsArriveWhole() {
    AtomicReference<Object> sizes = new AtomicReference<>();
    try (GrpcServer server =
        new GrpcServer(
            (request, answer) -> {
              sizes.set(request.getRawInputContents(0).size());
              answer.good();
            },
            builder ->
                builder.initialFlowControlWindow(70_000).maxConcurrentCallsPerConnection(3))) {
      JsonNode report = report(server.url(), "--in-flight", "8", "--shape", "x:4096,16");

      assertThat(report.path("answered").asInt()).isGreaterThan(8);
      assertThat(report.path("failed").asInt()).isZero();
      assertThat(sizes).hasValue(4096 * 64);
    }
  }

  @Test
  void eachErrorCodeIsCountedWithWhatTheServerSaid() {
    AtomicInteger count = new AtomicInteger();
    try (GrpcServer server =
        new GrpcServer((request, answer) -> {
          if (count.incrementAndGet() % 2 == 0) {
            answer.bad(Status.UNAVAILABLE.withDescription("queue full: 100 % of 5+5"));
          } else {
            answer.bad(Status.INVALID_ARGUMENT.withDescription("bad"));
          }
        })) {
      Invocation done = Invocation.echo(server.url(), with("--rate", "200"));

      assertThat(done.exitCode()).isZero();
      assertThat(done.out())
          .contains("80, of which 0 answered and 80 failed")
          .contains("40 refused by server: UNAVAILABLE (queue full: 100 % of 5+5)")
          .contains("40 refused by server: INVALID_ARGUMENT (bad)");
    }
  }

  @Test
  void anHttpErrorIsCountedByItsStatus() {
    try (HttpServer server =
        new HttpServer((request, answer) ->
            answer.send(HttpResponseStatus.SERVICE_UNAVAILABLE, "{\"error\":\"later\"}"))) {
      Invocation done = Invocation.echo(server.url(), with("--rate", "100"));

      assertThat(done.out()).contains("40 refused by server: HTTP 503 (later)");
    }
  }

  @Test
  void aConnectionThatTheServerClosesCostsItsRequestsAndIsMadeAnew() {
    AtomicInteger count = new AtomicInteger();
    try (HttpServer server =
        new HttpServer((request, answer) -> {
          if (count.incrementAndGet() % 10 == 0) {
            answer.hangUp();
          } else {
            answer.good();
          }
        })) {
      JsonNode report = report(server.url(), "--rate", "200");

      assertThat(report.path("failed").asInt()).isEqualTo(8);
      assertThat(report.at("/failures/0/kind").asString()).isEqualTo("connection lost");
    }
  }

  @Test
  void requestsWithoutAnAnswerTimeOut() {
    try (GrpcServer grpc = new GrpcServer((request, answer) -> {});
        HttpServer http = new HttpServer((request, answer) -> {})) {
      for (String url : new String[] {grpc.url(), http.url()}) {
        Invocation done = Invocation.echo(url, with("--rate", "100", "--timeout", "50ms"));

        assertThat(done.out()).contains("40 timed out");
      }
    }
  }

  @Test
  void aServerThatDiesInTheMiddleEndsInAReport() {
    AtomicInteger seen = new AtomicInteger();
    AtomicReference<GrpcServer> dying = new AtomicReference<>();
    try (GrpcServer server =
        new GrpcServer((request, answer) -> {
          if (seen.incrementAndGet() < 30) {
            answer.good();
          } else {
            dying.get().close();
          }
        })) {
      dying.set(server);
      Invocation done = Invocation.echo(server.url(), with("--rate", "200"));

      assertThat(done.exitCode()).isZero();
      assertThat(done.err()).isEmpty();
      assertThat(done.out()).containsPattern("unreachable: connection refused|connection lost");
    }
  }

  @Test
  void anHttpServerThatDiesInTheMiddleEndsInAReport() {
    AtomicInteger seen = new AtomicInteger();
    AtomicReference<HttpServer> dying = new AtomicReference<>();
    try (HttpServer server =
        new HttpServer((request, answer) -> {
          if (seen.incrementAndGet() < 10) {
            answer.good();
          } else {
            dying.get().die();
          }
        })) {
      dying.set(server);
      Invocation done =
          Invocation.echo(
              server.url(), "--in-flight", "4", "--warm-up", "0s", "--duration", "800ms");

      assertThat(done.exitCode()).isZero();
      assertThat(done.err()).isEmpty();
      assertThat(done.out())
          .contains("unreachable: connection refused")
          .contains("connection lost");
    }
  }

  @Test
  void aGeneratorThatFallsBehindMakesTheRunInvalid() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.good())) {
      Invocation done =
          Invocation.of(
              with(
                  "--target",
                  server.url(),
                  "--model",
                  "echo",
                  "--rate",
                  "100",
                  "--max-lag",
                  "0us"));

      assertThat(done.exitCode()).isEqualTo(3);
      assertThat(done.out()).contains("INVALID").contains("could not keep up");
    }
  }

  @Test
  void severalRunsShowTheirSpread() throws IOException {
    Path trace = Files.writeString(folder.resolve("trace"), "0\n0.1\n0.2\n");
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.good())) {
      Path file = folder.resolve("report.json");
      Invocation done =
          Invocation.echo(
              server.url(),
              with("--trace", trace.toString(), "--runs", "2", "--json", file.toString()));
      JsonNode measurement = JsonMapper.shared().readTree(file.toFile()).at("/measurements/0");

      assertThat(done.out()).contains("a trace of 3 requests", "run 1", "run 2", "median");
      assertThat(measurement.path("runs")).hasSize(2);
      assertThat(measurement.at("/runs/1/requests").asInt()).isEqualTo(2);
      assertThat(measurement.at("/spread/p50_us/max").asDouble())
          .isGreaterThanOrEqualTo(measurement.at("/spread/p50_us/min").asDouble());
    }
  }

  private JsonNode report(String url, String... arguments) {
    Path file = folder.resolve("report.json");
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--json";
    all[arguments.length + 1] = file.toString();
    Invocation done = Invocation.echo(url, with(all));
    assertThat(done.err()).isEmpty();
    assertThat(done.exitCode()).as(done.out()).isZero();
    return JsonMapper.shared().readTree(file.toFile()).at("/measurements/0/runs/0");
  }

  private static String[] with(String... arguments) {
    String[] all = new String[arguments.length + SHORT.length];
    System.arraycopy(SHORT, 0, all, 0, SHORT.length);
    System.arraycopy(arguments, 0, all, SHORT.length, arguments.length);
    return all;
  }
}
