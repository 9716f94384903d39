package io.gyre.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.server.GrpcServer;
import io.gyre.loadtest.server.HttpServer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealInputsTest {
  private static final String GOOD =
      """
      {"outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"data":[0.5,-3.0]}]}\
      """;

  @TempDir private Path folder;
  private Path inputs;

  @BeforeEach
  void writeInputs() throws IOException {
    inputs = folder.resolve("inputs.jsonl");
    String data = "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]";
    Files.writeString(
        inputs,
        """
        {"inputs":[{"name":"x","datatype":"FP32","shape":[1,16],"data":%s}],\
        "expected":[{"name":"y","datatype":"FP32","shape":[1,2],"data":[[0.5,-3]]}]}
        """
            .formatted(data));
  }

  @Test
  void rightAnswersPass() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.good(0.5001f, -3))) {
      Invocation done = run(server.url());

      assertThat(done.exitCode()).as(done.toString()).isZero();
      assertThat(done.out()).contains("40 answered and 0 failed");
    }
  }

  @Test
  void wrongAnswersAreCountedAndMakeTheCommandFail() {
    AtomicInteger count = new AtomicInteger();
    try (GrpcServer server =
        new GrpcServer((request, answer) -> {
          switch (count.incrementAndGet() % 4) {
            case 0 -> answer.good(0.5f, -3);
            case 1 -> answer.good(0.5f, 4);
            case 2 -> answer.good(0.5f);
            default -> answer.good();
          }
        })) {
      Invocation done = run(server.url());

      assertThat(done.exitCode()).isEqualTo(1);
      assertThat(done.out()).contains("30 wrong answer (").contains("10 answered");
    }
  }

  @Test
  void aServerThatDoesNotDescribeItsModelIsSentTheInputsAsTheyAre() {
    try (HttpServer server =
        new HttpServer(
            (request, answer) -> answer.send(HttpResponseStatus.OK, GOOD),
            metadata -> metadata.send(HttpResponseStatus.INTERNAL_SERVER_ERROR, "no metadata"))) {
      Invocation described = Invocation.echo(server.url(), "--rate", "100", "--duration", "400ms");
      Invocation undescribed = run(server.url());

      assertThat(described.exitCode()).isEqualTo(2);
      assertThat(described.err()).contains("HTTP 500").contains("--inputs FILE");
      assertThat(undescribed.out()).contains("40 answered and 0 failed");
    }
  }

  @Test
  void jsonAnswersAreChecked() {
    AtomicInteger count = new AtomicInteger();
    try (HttpServer server =
        new HttpServer((request, answer) -> {
          boolean right = count.incrementAndGet() % 2 == 0;
          answer.send(HttpResponseStatus.OK, right ? GOOD : GOOD.replace("0.5", "0.6"));
        })) {
      Invocation done = run(server.url());

      assertThat(done.exitCode()).isEqualTo(1);
      assertThat(done.out())
          .contains("20 wrong answer (value 0 of the output 'y' is 0.6")
          .contains("20 answered");
    }
  }

  @Test
  void binaryAnswersAreChecked() {
    String header =
        """
        {"outputs":[{"name":"y","datatype":"FP32","shape":[1,2],\
        "parameters":{"binary_data_size":8}}]}\
        """;
    String data = "\0\0\0?\0\0@A"; // 0.5 and 12, as ASCII has their bytes
    try (HttpServer server =
        new HttpServer((request, answer) -> answer.send(HttpResponseStatus.OK, header + data))) {
      Invocation done = run(server.url(), "--http-encoding", "binary");

      assertThat(done.out())
          .contains("40 wrong answer (value 1 of the output 'y' is 12.0, expected -3.0)");
    }
  }

  private Invocation run(String url, String... more) {
    String[] arguments = {
      "--rate", "100", "--duration", "400ms", "--warm-up", "0s", "--inputs", inputs.toString()
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Invocation.echo(url, all);
  }
}
