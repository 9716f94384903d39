package io.gyre.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What goes wrong with new versions while clients call without a pause: the last good version
 * serves on, and the status says what happened. All tests share one server, and each has a model of
 * its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwapFailuresIT {
  private static final long BALLAST = 64L << 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = new JsonMapper();
  private Path directory;
  private GyreProcess server;
  private Repository repository;
  private OffsetCalls calls;
  private Load load;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    this.directory = directory;
    Path models = Files.createDirectory(directory.resolve("models"));
    server =
        GyreProcess.start(
            "serve",
            models.toString(),
            "--set",
            "repository.poll-interval=50ms",
            "--set",
            "repository.quiet-period=300ms",
            "--set",
            "worker.memory=32MiB");
  }

  @AfterAll
  void stop() {
    http.close();
    server.close();
  }

  @BeforeEach
  void startLoad(TestInfo test) throws Exception {
    repository = Repository.create(directory, test.getTestMethod().orElseThrow().getName());
    calls = new OffsetCalls(server, repository.model());
    calls.awaitReady();
    load = Load.on(calls);
    load.awaitVersion(1);
  }

  @AfterEach
  void nothingWasLost() throws Exception {
    load.awaitAnswers(20);
    load.close();
    calls.close();
    assertThat(load.failures()).isEmpty();
  }

  @Test
  void corruptFile() throws Exception {
    repository.publish(2, "no model at all".getBytes(UTF_8));

    assertThat(reasonOf(2, "UNAVAILABLE")).contains("model.onnx");
    goodVersionTakesOver(3);
  }

  @Test
  void aliasForAVersionThatIsMissing() throws Exception {
    Files.writeString(
        repository.path().resolve(repository.model()).resolve("aliases.json"), "{\"champion\": 7}");
    status(it -> it.toString().contains("alias 'champion': version 7 isn't in the repository"));
    goodVersionTakesOver(7);
    try (OffsetCalls champion = new OffsetCalls(server, repository.model(), "champion")) {
      champion.awaitReady();
      assertThat(champion.byHttp()).isEqualTo(7);
    }
  }

  @Test
  void wrongSignature() throws Exception {
    Files.writeString(
        repository.directory(1).resolveSibling("config.pbtxt"),
        "max_batch_size: 4 input { name: \"x\" data_type: TYPE_FP32 dims: [4] }");
    repository.publish(2, OffsetModel.adding(2, "z"));

    assertThat(reasonOf(2, "UNAVAILABLE")).contains("config.pbtxt", "x", "z");
    goodVersionTakesOver(3);
  }

  @Test
  void goldenRequestAnsweredOtherwise() throws Exception {
    repository.publish(
        2, Map.of("model.onnx", OffsetModel.adding(2), "golden/two.json", golden("[7, 2]")));

    assertThat(reasonOf(2, "UNAVAILABLE"))
        .contains("2/golden/two.json: output 'y'[0,0]: expected 7", "got 2.0");
    repository.publish(
        3, Map.of("model.onnx", OffsetModel.adding(3), "golden/three.json", golden("[3, 3]")));
    load.awaitVersion(3);
    assertThat(unit(3).path("load").path("goldenRequests").asInt()).isEqualTo(1);
    assertThat(unit(3).path("load").path("warmUp").asDouble()).isPositive();
  }

  /** Zeros for two of four numbers, and what is expected for these two. */
  private static byte[] golden(String expected) {
    return """
    {"request": {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, 4],
                             "data": [0, 0, 0, 0]}]},
     "outputs": [{"name": "y", "data": [%s, %1$s]}]}\
    """
        .formatted(expected)
        .getBytes(UTF_8);
  }

  @Test
  void modelThatFailsAtWarmUp() throws Exception {
    Path model = repository.path().resolve(repository.model());
    Files.createDirectory(model.resolve("warmup"));
    ByteBuffer ones = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 4; i++) {
      ones.putFloat(1);
    }
    Files.write(model.resolve("warmup/ones"), ones.array());
    Files.writeString(
        model.resolve("config.pbtxt"),
        "model_warmup [{ name: \"ones\" batch_size: 1 inputs { key: \"x\" value: {"
            + " data_type: TYPE_FP32 dims: [4] input_data_file: \"ones\" } } }]");
    repository.publish(2, OffsetModel.failingFromOne(2));

    assertThat(reasonOf(2, "UNAVAILABLE")).contains("model_warmup \"ones\"", "fails");
    goodVersionTakesOver(3);
  }

  @Test
  void versionThatFindsNoRoom() throws Exception {
    Path aside = Files.createDirectory(directory.resolve("large"));
    Files.write(aside.resolve("model.onnx"), OffsetModel.adding(2));
    try (RandomAccessFile ballast = new RandomAccessFile(aside.resolve("ballast").toFile(), "rw")) {
      ballast.setLength(BALLAST);
    }
    Files.move(aside, repository.directory(2), StandardCopyOption.ATOMIC_MOVE);

    assertThat(reasonOf(2, "LOADING")).contains("budget of " + (32L << 20));
    goodVersionTakesOver(3);
  }

  @Test
  void repositoryThatCannotBeReadForAWhile() throws Exception {
    Path away = directory.resolve("away");
    Files.move(repository.path(), away);
    JsonNode member = status(it -> !problem(it).isEmpty());
    assertThat(problem(member)).contains("expected a folder of models, found nothing there");
    load.awaitAnswers(100);

    Files.move(away, repository.path());
    status(it -> problem(it).isEmpty());
    goodVersionTakesOver(2);
  }

  private static String problem(JsonNode status) {
    return status.path("members").path(0).path("registryProblem").asString("");
  }

  @Test
  void copyThatItsChecksumsSayIsTruncated() throws Exception {
    byte[] file = OffsetModel.adding(2);
    String sum =
        java.util.HexFormat.of()
            .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(file));
    repository.publish(
        2,
        Map.of(
            "model.onnx",
            java.util.Arrays.copyOf(file, file.length / 2),
            "SHA256SUMS",
            (sum + "  model.onnx\n").getBytes(UTF_8)));
    JsonNode told = status(it -> it.path("problems").has(repository.model()));
    assertThat(told.path("problems").path(repository.model()).asString())
        .contains("version 2: model.onnx: expected the SHA-256 digest " + sum);
    load.awaitAnswers(100);
    assertThat(load.newest()).isEqualTo(1);

    Files.write(repository.directory(2).resolve("model.onnx"), file);
    load.awaitVersion(2);
  }

  @Test
  void tenVersionsAtOnce() throws Exception {
    for (long version = 2; version <= 11; version++) {
      repository.publish(version);
    }
    load.awaitVersion(11);
  }

  @Test
  void versionThatIsDeletedWhileItLoads() throws Exception {
    for (long version = 2; version <= 20; version++) {
      repository.publish(version);
      load.awaitAnswers((int) version);
      repository.remove(version);
    }
    goodVersionTakesOver(21);
  }

  @Test
  void aNewVersionEveryFewAnswers() throws Exception {
    for (long version = 2; version <= 30; version++) {
      repository.publish(version);
      load.awaitAnswers(40);
    }
    load.awaitVersion(30);
  }

  @Test
  void versionWhoseFilesVanishWhileItServes() throws Exception {
    repository.remove(1);
    status(it -> unit(it, 1).path("notice").asString("").contains("files are gone"));
    load.awaitAnswers(100);
    goodVersionTakesOver(2);
  }

  @Test
  void fileThatIsChangedInTheServedVersion() throws Exception {
    String before = unit(1).path("revision").asString();
    Files.write(repository.directory(1).resolve("model.onnx"), OffsetModel.adding(1, "x"));
    Files.writeString(repository.directory(1).resolve("notes.txt"), "another revision");
    status(it ->
        table(it, 1).path("current").asBoolean(false)
            && !table(it, 1).path("revision").asString("").equals(before));
  }

  /** The runtime maps such a file; cut short under a mapping, it would end the process. */
  @Test
  void weightsBesideTheServedModelAreWrittenOver() throws Exception {
    repository.publish(
        2, Map.of("model.onnx", OffsetModel.addingFrom("w.bin"), "w.bin", OffsetModel.weights(2)));
    load.awaitVersion(2);
    Files.write(repository.directory(2).resolve("w.bin"), new byte[0]);
    status(it -> failure(it).contains("size to read: 4 given file_length: 0"));
    load.awaitAnswers(100);
    goodVersionTakesOver(3);
  }

  /** Clients see failures here, as they must: nothing but their requests shows what is wrong. */
  @Test
  void versionThatFailsOnRequestsIsLeftAgain() throws Exception {
    Repository failing = Repository.create(directory, "failing");
    try (OffsetCalls own = new OffsetCalls(server, failing.model())) {
      own.awaitReady();
      assertThat(own.byHttp()).isEqualTo(1);
      failing.publish(2, OffsetModel.failingFromOne(2));
      int failures = 0;
      while (failures == 0 || !answers(own)) {
        failures += answers(own) ? 0 : 1;
      }
      assertThat(own.byHttp()).isEqualTo(1);
      assertThat(failures).isBetween(10, 5_000);

      JsonNode swaps =
          swaps(status(it -> swaps(it, "failing").path("rollbacks").asInt() == 1), "failing");
      assertThat(swaps.path("from").asInt()).isEqualTo(2);
      assertThat(swaps.path("to").asInt()).isEqualTo(1);
      assertThat(swaps.path("condemned").path(0).path("reason").asString())
          .contains("rolled back to version 1: the model failed on");
      assertThat(Scrape.of(server)).contains("gyre_router_rollbacks_total{model=\"failing\"} 1.0");
      server.awaitLog("rolled back to version 1");

      failing.publish(3);
      while (own.byHttp() != 3) {
        // Whatever it is by now, it answers.
      }
    }
  }

  private static boolean answers(OffsetCalls calls) throws Exception {
    try {
      calls.byHttp();
      return true;
    } catch (AssertionError _) {
      return false;
    }
  }

  private void goodVersionTakesOver(long version) throws Exception {
    repository.publish(version);
    load.awaitVersion(version);
  }

  /** Why the version is in that state, once it is. */
  private String reasonOf(long version, String state) throws Exception {
    JsonNode status =
        status(it ->
            model(it, version).path("state").asString("").equals(state)
                && !model(it, version).path("reason").asString("").isEmpty());
    return model(status, version).path("reason").asString();
  }

  private JsonNode model(JsonNode status, long version) {
    for (JsonNode model : status.path("models")) {
      if (model.path("model").asString().equals(repository.model())
          && model.path("version").asString().equals(Long.toString(version))) {
        return model;
      }
    }
    return json.missingNode();
  }

  private JsonNode unit(long version) throws Exception {
    return unit(status(it -> !unit(it, version).isMissingNode()), version);
  }

  private JsonNode unit(JsonNode status, long version) {
    return one(status.path("units"), version);
  }

  /** Why a unit of the model failed, or nothing. */
  private String failure(JsonNode status) {
    for (JsonNode unit : status.path("units")) {
      if (unit.path("model").asString().equals(repository.model())
          && unit.path("state").asString().equals("FAILED")) {
        return unit.path("reason").asString();
      }
    }
    return "";
  }

  private JsonNode table(JsonNode status, long version) {
    return one(status.path("table"), version);
  }

  private JsonNode one(JsonNode list, long version) {
    for (JsonNode one : list) {
      if (one.path("model").asString().equals(repository.model())
          && one.path("version").asLong() == version) {
        return one;
      }
    }
    return json.missingNode();
  }

  private JsonNode swaps(JsonNode status, String model) {
    for (JsonNode one : status.path("swaps")) {
      if (one.path("model").asString().equals(model)) {
        return one;
      }
    }
    return json.missingNode();
  }

  /** The status once it is as wanted; between two looks the load gets answers. */
  private JsonNode status(Predicate<JsonNode> wanted) throws Exception {
    for (int i = 0; i < 1_000; i++) {
      JsonNode status =
          json.readTree(
              http.send(
                      HttpRequest.newBuilder(server.http().resolve("/status")).build(),
                      BodyHandlers.ofString())
                  .body());
      if (wanted.test(status)) {
        return status;
      }
      load.awaitAnswers(20);
    }
    throw new AssertionError("the status isn't as wanted within 20,000 answers:\n" + server.log());
  }
}
