package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sequences on a real model whose state the server keeps, through flips and a worker's death. */
class SequenceIT {
  private static final String MODEL = "running_sum";
  private static final Path EXAMPLE =
      Path.of(System.getProperty("gyre.sources"), "examples", "models", MODEL);

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();

  @AfterEach
  void closeClient() {
    http.close();
  }

  private Path repository() throws IOException {
    Path model = Files.createDirectories(directory.resolve("models").resolve(MODEL));
    Files.copy(EXAMPLE.resolve("config.pbtxt"), model.resolve("config.pbtxt"));
    publish(1);
    return directory.resolve("models");
  }

  private void publish(long version) throws IOException {
    Path aside = Files.createTempDirectory(directory, "aside-");
    Files.copy(EXAMPLE.resolve("1").resolve("model.onnx"), aside.resolve("model.onnx"));
    Path target = directory.resolve("models").resolve(MODEL).resolve(Long.toString(version));
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private HttpResponse<String> send(GyreProcess server, long id, int value, String flag)
      throws IOException, InterruptedException {
    String body =
        """
        {"parameters": {"sequence_id": %d%s},
         "inputs": [{"name": "INPUT", "datatype": "INT32", "shape": [1, 1], "data": [%d]}]}\
        """
            .formatted(id, flag.isEmpty() ? "" : ", \"" + flag + "\": true", value);
    return http.send(
        HttpRequest.newBuilder(server.http().resolve("/v2/models/" + MODEL + "/infer"))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonNode answer(GyreProcess server, long id, int value, String flag)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(server, id, value, flag);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json.readTree(response.body());
  }

  private int sum(GyreProcess server, long id, int value, String flag)
      throws IOException, InterruptedException {
    JsonNode outputs = answer(server, id, value, flag).path("outputs");
    assertThat(outputs.size()).isEqualTo(1);
    return outputs.get(0).path("data").get(0).asInt();
  }

  @ParameterizedTest
  @EnumSource(Topology.class)
  void sequenceStaysWithItsVersionAcrossAFlip(Topology topology) throws Exception {
    try (Topology.Cluster server =
        topology.start(
            repository(), "repository.poll-interval=50ms", "repository.quiet-period=100ms")) {
      GyreProcess front = server.front();
      assertThat(sum(front, 1, 1, "sequence_start")).isEqualTo(1);
      assertThat(sum(front, 1, 10, "")).isEqualTo(11);
      publish(2);
      long other = 100;
      while (!answer(front, other, 0, "sequence_start")
          .path("model_version")
          .asString()
          .equals("2")) {
        answer(front, other++, 0, "sequence_end");
      }

      JsonNode old = answer(front, 1, 100, "");
      assertThat(old.path("model_version").asString()).isEqualTo("1");
      assertThat(old.path("outputs").get(0).path("data").get(0).asInt()).isEqualTo(111);
      assertThat(sum(front, 1, 1_000, "sequence_end")).isEqualTo(1_111);
      HttpResponse<String> after = send(front, 1, 5, "");
      assertThat(after.statusCode()).isEqualTo(400);
      assertThat(after.body()).contains("must specify the START flag");
      answer(front, other, 0, "sequence_end");
    }
  }

  @Test
  void deadWorkersSequencesAreLostAndTheOthersGoOn() throws Exception {
    Topology.Cluster server = Topology.DISTRIBUTED.start(repository());
    GyreProcess front = server.front();
    GyreProcess dead = server.workers().get(0);
    try {
      for (int id = 1; id <= 20; id++) {
        assertThat(sum(front, id, id, "sequence_start")).isEqualTo(id);
      }
      dead.process().destroyForcibly();
      dead.process().waitFor();
      List<Integer> statuses = new ArrayList<>();
      for (int id = 1; id <= 20; id++) {
        HttpResponse<String> next = send(front, id, 100, "");
        statuses.add(next.statusCode());
        if (next.statusCode() == 200) {
          JsonNode data = json.readTree(next.body()).path("outputs").get(0).path("data");
          assertThat(data.get(0).asInt()).isEqualTo(100 + id);
        } else {
          assertThat(next.body()).contains("sequence " + id, "lost", "sequence_start");
        }
        assertThat(sum(front, id, 7, "sequence_start")).isEqualTo(7);
      }
      assertThat(statuses).containsOnly(200, 409);
    } finally {
      front.close();
      server.workers().get(1).close();
    }
  }
}
