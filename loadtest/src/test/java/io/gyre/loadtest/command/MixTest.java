package io.gyre.loadtest.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.loadtest.server.GrpcServer;
import io.gyre.loadtest.server.HttpServer;
import io.gyre.proto.inference.ModelInferRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MixTest {
  private static final String[] SHORT = {
    "--rate", "1000", "--duration", "400ms", "--warm-up", "0s", "--max-lag", "1h"
  };

  @TempDir private Path folder;

  @Test
  void modelsAreAskedByWeightAndReportedOneByOne() {
    Map<String, Integer> seen = new ConcurrentHashMap<>();
    try (GrpcServer server =
        new GrpcServer((request, answer) -> {
          seen.merge(request.getModelName(), 1, Integer::sum);
          answer.good();
        })) {
      Path file = folder.resolve("report.json");
      Invocation done =
          call(server.url(), "--model", "echo=3", "--model", "echo2=1", "--json", file.toString());
      JsonNode run = JsonMapper.shared().readTree(file.toFile()).at("/measurements/0/runs/0");

      assertThat(done.exitCode()).as(done.toString()).isZero();
      int echo = seen.getOrDefault("echo", 0);
      assertThat(echo + seen.getOrDefault("echo2", 0)).isEqualTo(400);
      assertThat(echo).isBetween(260, 340);
      assertThat(run.path("models")).hasSize(2);
      assertThat(run.at("/models/0/model").asString()).isEqualTo("echo");
      assertThat(run.at("/models/0/answered").asInt()).isEqualTo(echo);
      assertThat(run.at("/models/1/latency/count").asInt()).isEqualTo(400 - echo);
      assertThat(done.out()).contains("model echo=3, echo2=1").contains("  echo2");
    }
  }

  @Test
  void severalRunsEndInARowForEachModel() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.good())) {
      Invocation done =
          call(server.url(), "--model", "echo=3", "--model", "echo2=1", "--runs", "2");

      assertThat(done.exitCode()).as(done.toString()).isZero();
      assertThat(done.out())
          .contains("of each model")
          .containsPattern("\\necho  +[678]\\d\\d\\.")
          .containsPattern("\\necho2 +[123]\\d\\d\\.");
    }
  }

  @Test
  void outputsAreAskedForByName() {
    ConcurrentLinkedQueue<List<String>> asked = new ConcurrentLinkedQueue<>();
    try (GrpcServer grpc =
            new GrpcServer((request, answer) -> {
              asked.add(request.getOutputsList().stream().map(o -> o.getName()).toList());
              answer.good();
            });
        HttpServer http =
            new HttpServer((request, answer) -> {
              String body = request.content().toString(StandardCharsets.UTF_8);
              JsonNode outputs = JsonMapper.shared().readTree(body).path("outputs");
              asked.add(outputs.valueStream().map(o -> o.path("name").asString()).toList());
              answer.good();
            })) {
      for (String url : new String[] {grpc.url(), http.url()}) {
        Invocation done = call(url, "--model", "echo", "--outputs", "y,z");
        assertThat(done.exitCode()).as(done.toString()).isZero();
      }
    }
    assertThat(asked).hasSize(800).containsOnly(List.of("y", "z"));
  }

  @Test
  void batchesPrioritiesAndKeysReachAGrpcServer() {
    ConcurrentLinkedQueue<ModelInferRequest> requests = new ConcurrentLinkedQueue<>();
    try (GrpcServer server =
        new GrpcServer((request, answer) -> {
          requests.add(request);
          answer.good();
        })) {
      Invocation done =
          call(
              server.url(),
              "--model",
              "echo",
              "--batch",
              "1,8=2",
              "--priority",
              "0,2=3",
              "--affinity-keys",
              "uniform:3",
              "--deadline",
              "2s");

      assertThat(done.exitCode()).as(done.toString()).isZero();
      assertThat(done.out()).contains("400, of which 400 answered");
      assertThat(requests.stream().map(r -> r.getInputs(0).getShape(0)).distinct())
          .containsExactlyInAnyOrder(1L, 8L);
      assertThat(requests.stream().filter(r -> r.getInputs(0).getShape(0) == 8).count())
          .isBetween(220L, 310L);
      assertThat(requests)
          .allMatch(r -> r.getRawInputContents(0).size() == 64 * r.getInputs(0).getShape(0));
      assertThat(requests.stream().filter(r -> r.containsParameters("priority")).count())
          .isBetween(250L, 350L);
      assertThat(requests.stream().filter(r -> r.containsParameters("priority")))
          .allMatch(r -> r.getParametersOrThrow("priority").getInt64Param() == 2);
      assertThat(server.keys().keySet()).containsExactlyInAnyOrder("key-1", "key-2", "key-3");
      assertThat(server.deadlines()).isEqualTo(400);
    }
  }

  @Test
  void prioritiesKeysAndTimeoutsReachAnHttpServer() {
    Map<String, Integer> keys = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<JsonNode> parameters = new ConcurrentLinkedQueue<>();
    try (HttpServer server =
        new HttpServer((request, answer) -> {
          keys.merge(String.valueOf(request.headers().get("affinity-key")), 1, Integer::sum);
          String body = request.content().toString(StandardCharsets.UTF_8);
          parameters.add(JsonMapper.shared().readTree(body).path("parameters"));
          answer.good();
        })) {
      Invocation done =
          call(
              server.url(),
              "--model",
              "echo",
              "--priority",
              "3",
              "--affinity-keys",
              "zipf:2:1",
              "--deadline",
              "1ms");

      assertThat(done.exitCode()).as(done.toString()).isZero();
      assertThat(keys.keySet()).containsExactlyInAnyOrder("key-1", "key-2");
      assertThat(parameters)
          .isNotEmpty()
          .allMatch(p -> p.path("priority").asInt() == 3 && p.path("timeout").asInt() == 1000);
    }
  }

  @Test
  void rowsOfRealInputsAreJoinedIntoBatches() throws IOException {
    Path inputs = Files.writeString(folder.resolve("inputs.jsonl"), row(1) + row(2) + row(3));
    ConcurrentLinkedQueue<List<Float>> firsts = new ConcurrentLinkedQueue<>();
    try (GrpcServer server =
        new GrpcServer((request, answer) -> {
          var data = request.getRawInputContents(0).asReadOnlyByteBuffer();
          data.order(java.nio.ByteOrder.LITTLE_ENDIAN);
          firsts.add(List.of(data.getFloat(0), data.getFloat(64)));
          answer.good();
        })) {
      Invocation done =
          call(server.url(), "--model", "echo", "--batch", "2", "--inputs", inputs.toString());

      assertThat(done.exitCode()).as(done.toString()).isZero();
      assertThat(firsts.stream().distinct())
          .containsExactlyInAnyOrder(List.of(1f, 2f), List.of(3f, 1f));
    }
  }

  @Test
  void aMixThatMakesNoSenseIsNamed() {
    try (GrpcServer server = new GrpcServer((request, answer) -> answer.good())) {
      String url = server.url();
      assertThat(call(url, "--model", "echo", "--model", "ecko"))
          .isEqualTo(wrong(url + " knows no model 'ecko'; check --model"));
      assertThat(call(url, "--model", "echo=0"))
          .isEqualTo(wrong("the weights of --model are all 0; give one above 0"));
      assertThat(call(url, "--model", "echo", "--batch", "0"))
          .isEqualTo(wrong("expected a --batch from 1 to 1048576, found 0"));
      assertThat(call(url, "--model", "echo", "--priority", "high"))
          .isEqualTo(wrong("expected VALUE or VALUE=WEIGHT after --priority, found 'high'"));
      assertThat(call(url, "--model", "echo", "--affinity-keys", "zipf:5"))
          .isEqualTo(
              wrong(
                  "expected --affinity-keys like uniform:1000 or zipf:1000:1.1, with 1 to 100000"
                      + " keys, found 'zipf:5'"));
      assertThat(call(url, "--model", "fixed", "--batch", "2"))
          .isEqualTo(
              wrong(
                  "--batch needs a model whose inputs begin with a variable dimension, but 'x' is"
                      + " [1,16]"));
    }
  }

  private static String row(int first) {
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,16],\"data\":["
        + first
        + ",0".repeat(15)
        + "]}]}\n";
  }

  private static Invocation call(String target, String... arguments) {
    return Invocation.of(
        java.util.stream.Stream.of(new String[] {"--target", target}, SHORT, arguments)
            .flatMap(java.util.Arrays::stream)
            .toArray(String[]::new));
  }

  private static Invocation wrong(String message) {
    return new Invocation(2, "", "gyre: " + message + "\n");
  }
}
