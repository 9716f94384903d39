package io.gyre.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.server.GrpcServer;
import io.gyre.loadtest.server.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class WrongUseTest {
  @Test
  void aTargetThatNobodyListensAtIsNamed() throws IOException {
    for (String scheme : new String[] {"grpc", "http"}) {
      String url = scheme + "://127.0.0.1:" + closedPort();
      assertThat(Invocation.echo(url, "--rate", "10"))
          .isEqualTo(
              wrong(
                  "no Open Inference Protocol server answers at "
                      + url
                      + " (unreachable: connection refused); check that it runs, and the port"));
    }
  }

  @Test
  void aTargetOfTheOtherTransportIsNamed() {
    try (GrpcServer grpc = new GrpcServer((request, answer) -> answer.good());
        HttpServer http = new HttpServer((request, answer) -> answer.good())) {
      assertThat(Invocation.echo(http.url().replace("http", "grpc"), "--rate", "10").err())
          .startsWith("gyre: no Open Inference Protocol server answers at grpc://")
          .hasLineCount(1);
      assertThat(Invocation.echo(grpc.url().replace("grpc", "http"), "--rate", "10").err())
          .startsWith("gyre: no Open Inference Protocol server answers at http://")
          .hasLineCount(1);
    }
  }

  @Test
  void anUnknownModelIsNamed() {
    try (GrpcServer grpc = new GrpcServer((request, answer) -> answer.good());
        HttpServer http = new HttpServer((request, answer) -> answer.good())) {
      for (String url : new String[] {grpc.url(), http.url()}) {
        assertThat(Invocation.of("--target", url, "--model", "ecko", "--rate", "10"))
            .isEqualTo(wrong(url + " knows no model 'ecko'; check --model"));
      }
    }
  }

  @Test
  void aBeginOfTheSearchNeedsASearchAndARate() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.good())) {
      assertThat(Invocation.echo(server.url(), "--rate", "10", "--from", "5"))
          .isEqualTo(wrong("--from says where --find-max begins, and goes with it"));
      assertThat(Invocation.echo(server.url(), "--find-max", "--slo", "p99=20ms", "--from", "-1"))
          .isEqualTo(wrong("expected --from above 0 and at most 1e7, found -1.0"));
    }
  }

  @Test
  void aShapeThatTheModelDoesNotTakeIsNamed() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.good())) {
      assertThat(Invocation.echo(server.url(), "--rate", "10", "--shape", "x:1,5"))
          .isEqualTo(
              wrong("--shape gives the input 'x' the shape [1,5], but the model takes [-1,16]"));
      assertThat(Invocation.echo(server.url(), "--rate", "10", "--shape", "y:1,16"))
          .isEqualTo(wrong("--shape names the input 'y', but the model takes [x]"));
    }
  }

  @Test
  void aReportThatCannotBeWrittenIsNamedBeforeTheRun() {
    for (String format : new String[] {"--json", "--html"}) {
      Invocation done =
          Invocation.echo("grpc://127.0.0.1:1", "--rate", "10", format, "/nowhere/report");

      assertThat(done.exitCode()).isEqualTo(2);
      assertThat(done.err()).startsWith("gyre: can't write the report /nowhere/report");
      assertThat(done.err()).hasLineCount(1);
    }
  }

  @Test
  void valuesThatMakeNoSenseAreNamed() {
    assertThat(Invocation.echo("ftp://x", "--rate", "10").err())
        .isEqualTo(
            "gyre: expected a target like grpc://host:8001 or http://host:8000, found 'ftp://x'\n");
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--rate", "0").exitCode()).isEqualTo(2);
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--in-flight", "0").exitCode()).isEqualTo(2);
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--rate", "1", "--threads", "0").exitCode())
        .isEqualTo(2);
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--rate", "1", "--duration", "5").err())
        .contains("expected a duration like 250us, 20ms, 30s or 2m, found '5'");
    assertThat(Invocation.echo("grpc://127.0.0.1:1", "--rate", "1", "--in-flight", "1").exitCode())
        .isEqualTo(2);
  }

  private static Invocation wrong(String message) {
    return new Invocation(2, "", "gyre: " + message + "\n");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
