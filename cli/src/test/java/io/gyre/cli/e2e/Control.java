package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.gyre.cli.e2e.GyreProcess.Finished;
import io.gyre.proto.inference.ModelRepositoryParameter;
import io.gyre.proto.inference.RepositoryIndexRequest;
import io.gyre.proto.inference.RepositoryModelLoadRequest;
import io.gyre.proto.inference.RepositoryModelUnloadRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people ask of models while clients call without a pause: no request fails, and each answer
 * is one version's. All tests of a topology share one server, and each has a model of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Control {
  private final Topology topology;

  private Path directory;
  private Topology.Cluster server;
  private Repository repository;

  Control(Topology topology) {
    this.topology = topology;
  }

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    this.directory = directory;
    server =
        topology.start(
            Files.createDirectory(directory.resolve("models")),
            "repository.control=explicit",
            "repository.given-files=true",
            "repository.poll-interval=50ms",
            "repository.quiet-period=100ms");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void writeModel(TestInfo test) throws Exception {
    repository = Repository.create(directory, test.getTestMethod().orElseThrow().getName());
  }

  private Finished models(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("models"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--url", server.front().http().toString()));
    return GyreProcess.run(all.toArray(String[]::new));
  }

  private void done(String... arguments) throws Exception {
    Finished finished = models(arguments);
    assertThat(finished.status()).as(finished.err()).isZero();
  }

  private OffsetCalls calls(String version) {
    return new OffsetCalls(server.front(), repository.model(), version);
  }

  private RepositoryModelLoadRequest.Builder load() {
    return RepositoryModelLoadRequest.newBuilder().setModelName(repository.model());
  }

  private RepositoryModelUnloadRequest unload() {
    return RepositoryModelUnloadRequest.newBuilder().setModelName(repository.model()).build();
  }

  private static ModelRepositoryParameter text(String value) {
    return ModelRepositoryParameter.newBuilder().setStringParam(value).build();
  }

  private static ModelRepositoryParameter bytes(byte[] value) {
    return ModelRepositoryParameter.newBuilder().setBytesParam(ByteString.copyFrom(value)).build();
  }

  private List<String> index(OffsetCalls calls) {
    return calls
        .grpc()
        .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
        .getModelsList()
        .stream()
        .filter(entry -> entry.getName().equals(repository.model()))
        .map(entry -> entry.getVersion() + " " + entry.getState() + " " + entry.getReason())
        .toList();
  }

  @Test
  void answersOfLoadAndUnloadAreTrueAtOnce() throws Exception {
    try (OffsetCalls calls = calls("")) {
      for (int round = 0; round < 3; round++) {
        var _ = calls.grpc().repositoryModelLoad(load().build());
        assertThat(calls.byGrpc()).isEqualTo(1);
        assertThat(calls.byHttp()).isEqualTo(1);
        var _ = calls.grpc().repositoryModelUnload(unload());
        assertThatThrownBy(calls::byGrpc).hasMessageContaining("has no available versions");
        assertThat(index(calls)).containsExactly("1 UNAVAILABLE unloaded");
      }
      assertThatThrownBy(() ->
              calls
                  .grpc()
                  .repositoryModelLoad(
                      RepositoryModelLoadRequest.newBuilder().setModelName("nobody").build()))
          .hasMessageContaining("failed to load 'nobody'");
    }
  }

  @Test
  void versionsArePinnedRolledBackAndReleased() throws Exception {
    repository.publish(2);
    repository.publish(3);
    String model = repository.model();
    done("load", model);
    try (OffsetCalls calls = calls("");
        Load load = Load.backAndForth(calls)) {
      load.awaitVersion(3);
      done("pin", model, "1");
      load.awaitVersion(1);
      done("release", model);
      load.awaitVersion(3);
      done("rollback", model);
      load.awaitVersion(2);
      done("release", model);
      load.awaitVersion(3);
      assertThat(models("pin", model, "9").status()).isEqualTo(1);
      load.awaitAnswers(20);

      assertThat(load.failures()).isEmpty();
    }
    assertThat(models("history", model).out())
        .contains("load", "pin", "rollback", "release", "flip", "127.0.0.1");
  }

  @Test
  void aliasesMoveUnderLoad() throws Exception {
    repository.publish(2);
    repository.publish(3);
    String model = repository.model();
    done("load", model);
    done("alias", model, "champion", "1");
    try (OffsetCalls newest = calls("");
        OffsetCalls champion = calls("champion");
        Load ofNewest = Load.on(newest);
        Load ofChampion = Load.backAndForth(champion)) {
      ofNewest.awaitVersion(3);
      ofChampion.awaitVersion(1);
      for (String version : List.of("2", "1", "3", "1")) {
        done("alias", model, "champion", version);
        ofChampion.awaitVersion(Long.parseLong(version));
      }
      assertThat(models("alias", model, "champion", "7").status()).isEqualTo(1);
      Files.writeString(
          directory.resolve("models").resolve(model).resolve("aliases.json"), "{\"champion\": 2}");
      ofChampion.awaitVersion(2);
      ofChampion.awaitAnswers(20);

      assertThat(ofChampion.failures()).isEmpty();
      assertThat(ofNewest.failures()).isEmpty();
      assertThat(ofNewest.newest()).isEqualTo(3);
    }
    assertThat(models().out()).contains("(champion)");
  }

  @Test
  void whatIsGivenToLoadTakesOverAndGoesWithAnUnload() throws Exception {
    try (OffsetCalls calls = calls("")) {
      var _ = calls.grpc().repositoryModelLoad(load().build());
      try (Load load = Load.on(calls)) {
        load.awaitVersion(1);
        var _ =
            calls
                .grpc()
                .repositoryModelLoad(
                    load()
                        .putParameters("config", text("{\"max_batch_size\": 16}"))
                        .putParameters("file:9/model.onnx", bytes(OffsetModel.adding(9)))
                        .build());
        load.awaitVersion(9);
        load.awaitAnswers(20);
        assertThat(load.failures()).isEmpty();
      }
      var _ = calls.grpc().repositoryModelUnload(unload());
      var _ = calls.grpc().repositoryModelLoad(load().build());
      assertThat(calls.byGrpc()).isEqualTo(1);
    }
  }

  @Test
  void aLoadThatFailsSaysWhyAndChangesNothing() throws Exception {
    try (OffsetCalls calls = calls("")) {
      var _ = calls.grpc().repositoryModelLoad(load().build());
      try (Load load = Load.on(calls)) {
        load.awaitVersion(1);
        repository.publish(2, "no model at all".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> calls.grpc().repositoryModelLoad(load().build()))
            .hasMessageContaining("load failed for model")
            .hasMessageContaining("version 2 is at UNAVAILABLE state");
        assertThatThrownBy(() ->
                calls
                    .grpc()
                    .repositoryModelLoad(
                        load().putParameters("config", text("{\"max_batch_size\": -1}")).build()))
            .hasMessageContaining("INVALID_ARGUMENT: failed to load");
        load.awaitAnswers(20);
        assertThat(load.newest()).isEqualTo(1);
        assertThat(load.failures()).isEmpty();
      }
    }
  }
}
