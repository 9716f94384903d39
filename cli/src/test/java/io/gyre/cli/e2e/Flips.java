package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.proto.inference.RepositoryIndexRequest;
import io.gyre.proto.inference.RepositoryIndexResponse.ModelIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * New versions that appear while clients call without a pause. All tests of a topology share one
 * server, and each has a model of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Flips {
  private final Topology topology;

  private Path directory;
  private Topology.Cluster server;
  private Repository repository;
  private OffsetCalls calls;
  private Load load;

  Flips(Topology topology) {
    this.topology = topology;
  }

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    this.directory = directory;
    server =
        topology.start(
            Files.createDirectory(directory.resolve("models")),
            "repository.poll-interval=50ms",
            "repository.quiet-period=300ms",
            "rollback.window=200ms");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void startLoad(TestInfo test) throws Exception {
    repository = Repository.create(directory, test.getTestMethod().orElseThrow().getName());
    calls = new OffsetCalls(server.front(), repository.model());
    calls.awaitReady();
    load = Load.on(calls);
    load.awaitVersion(1);
  }

  @AfterEach
  void stopLoad() {
    load.close();
    calls.close();
  }

  @Test
  void newVersionTakesOverWithoutAFailedRequest() throws Exception {
    repository.publish(2);
    load.awaitVersion(2);
    load.awaitAnswers(50);

    assertThat(load.failures()).isEmpty();
  }

  @Test
  void slowCopyIsServedOnceItIsWhole() throws Exception {
    repository.copySlowly(2, () -> load.awaitAnswers(40));
    load.awaitVersion(2);

    assertThat(load.failures()).isEmpty();
  }

  @Test
  void oldVersionIsUnloadedOnceTheNewOneServes() throws Exception {
    repository.publish(2);
    load.awaitVersion(2);

    await(() -> state(1).equals("UNAVAILABLE"));
    assertThat(reason(1)).isEqualTo("unloaded");
    for (GyreProcess holder : server.holders()) {
      String scraped = Scrape.of(holder);
      assertThat(nativeBytes(scraped, 1)).isEmpty();
      assertThat(nativeBytes(scraped, 2)).isNotEmpty();
    }
    assertThat(load.failures()).isEmpty();
  }

  @Test
  void corruptVersionChangesNothingAndSaysWhy() throws Exception {
    repository.publish(2, "no model at all".getBytes(StandardCharsets.UTF_8));

    await(() -> state(2).equals("UNAVAILABLE"));
    assertThat(reason(2)).contains("model.onnx");
    load.awaitAnswers(50);
    assertThat(load.newest()).isEqualTo(1);
    assertThat(load.failures()).isEmpty();
  }

  @Test
  void goodVersionAfterACorruptOneTakesOver() throws Exception {
    repository.publish(2, new byte[] {8, 8, 58, 3});
    await(() -> state(2).equals("UNAVAILABLE"));
    repository.publish(3);
    load.awaitVersion(3);

    assertThat(load.failures()).isEmpty();
  }

  /**
   * Asks between answers of the load, so that it waits for the server's progress and not for time.
   */
  private void await(java.util.function.BooleanSupplier condition) {
    for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
      load.awaitAnswers(20);
    }
    assertThat(condition.getAsBoolean()).as("condition within 10,000 answers").isTrue();
  }

  private String state(long version) {
    return entry(version).map(ModelIndex::getState).orElse("");
  }

  private String reason(long version) {
    return entry(version).map(ModelIndex::getReason).orElse("");
  }

  private Optional<ModelIndex> entry(long version) {
    return calls
        .grpc()
        .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
        .getModelsList()
        .stream()
        .filter(entry -> entry.getName().equals(repository.model()))
        .filter(entry -> entry.getVersion().equals(Long.toString(version)))
        .findFirst();
  }

  private Optional<String> nativeBytes(String scraped, long version) {
    return scraped
        .lines()
        .filter(line -> line.startsWith("gyre_") && line.contains("native"))
        .filter(line -> line.contains("model=\"" + repository.model() + "\""))
        .filter(line -> line.contains("version=\"" + version + "\""))
        .findFirst();
  }
}
