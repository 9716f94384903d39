package io.gyre.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that end while a version comes, and servers that are started again after that. */
class RestartIT {
  @TempDir Path directory;

  @Test
  void startBesideACorruptNewestVersionServesTheLastGoodOne() throws Exception {
    Repository repository = Repository.create(directory);
    repository.publish(2);
    repository.publish(3, "no model at all".getBytes(UTF_8));
    try (GyreProcess server = serve(repository);
        OffsetCalls calls = new OffsetCalls(server)) {
      calls.awaitReady();
      assertThat(calls.byHttp()).isEqualTo(2);
    }
  }

  @Test
  void termAmidALoadEndsInOrder() throws Exception {
    Repository repository = Repository.create(directory);
    GyreProcess server = serve(repository);
    try (OffsetCalls calls = new OffsetCalls(server);
        Load load = Load.on(calls)) {
      load.awaitVersion(1);
      for (long version = 2; version <= 10; version++) {
        repository.publish(version);
      }
      server.awaitLog("is being loaded");
      server.terminate();
      assertThat(server.awaitEnd()).isZero();
    }
    assertThat(server.log()).doesNotContain("LEAK:", "Exception");
  }

  @Test
  void aVersionThatWasLeftForItsFailuresIsNotServedAgainAfterAKill() throws Exception {
    Repository repository = Repository.create(directory);
    try (GyreProcess server = serve(repository);
        OffsetCalls calls = new OffsetCalls(server)) {
      calls.awaitReady();
      assertThat(calls.byHttp()).isEqualTo(1);
      repository.publish(2, OffsetModel.failingFromOne(2));
      server.awaitLog("takes over");
      while (!server.log().contains("rolled back to version 1")) {
        ask(calls);
      }
      awaitRecord(repository);
      server.kill();
    }
    try (GyreProcess server = serve(repository);
        OffsetCalls calls = new OffsetCalls(server)) {
      calls.awaitReady();
      assertThat(calls.byHttp()).isEqualTo(1);
      assertThat(server.log()).contains("as it was condemned: rolled back to version 1");
    }
  }

  private static void ask(OffsetCalls calls) throws Exception {
    try {
      calls.byHttp();
    } catch (AssertionError _) {
      // What the failing version answers.
    }
  }

  private static void awaitRecord(Repository repository) throws Exception {
    Path record = repository.path().resolve(".gyre/desired.json");
    long end = System.nanoTime() + 60_000_000_000L;
    while (!Files.exists(record)) {
      assertThat(System.nanoTime()).as("time for a record of the verdict").isLessThan(end);
    }
  }

  private static GyreProcess serve(Repository repository) throws Exception {
    return GyreProcess.start(
        "serve",
        repository.path().toString(),
        "--set",
        "repository.poll-interval=50ms",
        "--set",
        "repository.quiet-period=300ms");
  }
}
