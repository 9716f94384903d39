package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The bundled examples, each answer held to the one that is written beside it. */
@ParameterizedClass
@EnumSource(Topology.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesIT {
  private static final Path EXAMPLES = Path.of(System.getProperty("gyre.sources"), "examples");

  static final List<String> MODELS =
      List.of(
          "diabetes",
          "digits",
          "iris",
          "simple",
          "simple_identity",
          "simple_int8",
          "simple_string",
          "tickets");

  private final JsonMapper json = new JsonMapper();
  private final HttpClient http = HttpClient.newHttpClient();

  @Parameter Topology topology = Topology.SINGLE;
  private Topology.Cluster server;

  @BeforeAll
  void start() throws IOException {
    server = topology.start(EXAMPLES.resolve("models"));
  }

  @AfterAll
  void stop() {
    http.close();
    server.close();
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void answersAsExpectedByHttp(String model) throws Exception {
    JsonNode cases = json.readTree(EXAMPLES.resolve("expected").resolve(model + ".json"));
    assertThat(cases).isNotEmpty();
    for (JsonNode expected : cases) {
      JsonNode answer = infer(model, expected.path("request"));
      assertThat(answer.path("model_name").asString()).isEqualTo(model);
      requireSame(expected.path("outputs"), answer.path("outputs"));
    }
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void answersAsExpectedByGrpc(String model) throws Exception {
    JsonNode cases = json.readTree(EXAMPLES.resolve("expected").resolve(model + ".json"));
    try (GrpcCalls grpc = new GrpcCalls(server.front())) {
      for (JsonNode expected : cases) {
        requireSame(expected.path("outputs"), grpc.infer(model, expected.path("request")));
      }
    }
  }

  @Test
  void digitsAreReadAsWellAsTheExampleSays() throws Exception {
    JsonNode heldOut = json.readTree(EXAMPLES.resolve("expected").resolve("digits_heldout.json"));
    JsonNode images = heldOut.path("images");
    int right = 0;
    for (int i = 0; i < images.size(); i++) {
      right += readDigit(images.get(i)) == heldOut.path("labels").get(i).asInt() ? 1 : 0;
    }
    assertThat((double) right / images.size()).isGreaterThanOrEqualTo(0.96);
  }

  private int readDigit(JsonNode image) throws Exception {
    ObjectNode input = json.createObjectNode();
    input.put("name", "image").put("datatype", "FP32");
    input.putArray("shape").add(1).add(image.size());
    input.set("data", image);
    ObjectNode best = json.createObjectNode().put("name", "probabilities");
    best.putObject("parameters").put("classification", 1);
    ObjectNode request = json.createObjectNode();
    request.putArray("inputs").add(input);
    request.putArray("outputs").add(best);
    JsonNode answer = infer("digits", request).path("outputs").get(0).path("data").get(0);
    return Integer.parseInt(answer.asString().split(":", -1)[1]);
  }

  private JsonNode infer(String model, JsonNode request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(server.front().http().resolve("/v2/models/" + model + "/infer"))
                .POST(BodyPublishers.ofString(request.toString()))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json.readTree(response.body());
  }

  private static void requireSame(JsonNode expected, JsonNode actual) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      JsonNode want = expected.get(i);
      JsonNode got = actual.get(i);
      assertThat(got.path("name")).isEqualTo(want.path("name"));
      assertThat(got.path("datatype")).isEqualTo(want.path("datatype"));
      assertThat(got.path("shape").toString()).isEqualTo(want.path("shape").toString());
      requireSameData(want.path("data"), got.path("data"));
    }
  }

  private static void requireSameData(JsonNode want, JsonNode got) {
    assertThat(got).hasSameSizeAs(want);
    for (int i = 0; i < want.size(); i++) {
      if (want.get(i).isNumber()) {
        assertThat(got.get(i).asDouble()).isCloseTo(want.get(i).asDouble(), within(1e-4));
      } else {
        assertThat(got.get(i).asString()).isEqualTo(want.get(i).asString());
      }
    }
  }
}
