package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.proto.inference.RepositoryIndexRequest;
import io.gyre.proto.inference.RepositoryIndexResponse.ModelIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** New versions that appear while clients call without a pause. */
@ParameterizedClass
@EnumSource(Topology.class)
class FlipIT {
  private final Topology topology;
  @TempDir Path directory;

  private Repository repository;
  private Topology.Cluster server;
  private OffsetCalls calls;
  private Load load;

  FlipIT(Topology topology) {
    this.topology = topology;
  }

  @BeforeEach
  void startUnderLoad() throws Exception {
    repository = Repository.create(directory);
    server =
        topology.start(
            repository.path(), "repository.poll-interval=50ms", "repository.quiet-period=300ms");
    calls = new OffsetCalls(server.front());
    load = Load.on(calls);
    load.awaitVersion(1);
  }

  @AfterEach
  void stop() {
    load.close();
    calls.close();
    server.close();
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

    await(() -> entry(1).isEmpty());
    for (GyreProcess holder : server.holders()) {
      String scraped = Scrape.of(holder);
      assertThat(scraped).contains("version=\"2\"");
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
        .filter(entry -> entry.getVersion().equals(Long.toString(version)))
        .findFirst();
  }

  private static Optional<String> nativeBytes(String scraped, long version) {
    return scraped
        .lines()
        .filter(line -> line.startsWith("gyre_") && line.contains("native"))
        .filter(line -> line.contains("version=\"" + version + "\""))
        .findFirst();
  }
}
