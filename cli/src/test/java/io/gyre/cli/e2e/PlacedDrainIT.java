package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Workers of a fixed list, of which each has models that no other has. */
class PlacedDrainIT {
  private static final int MODELS = 6;

  @TempDir Path directory;

  @Test
  void theOthersTakeOverWhatOnlyTheWorkerThatEndsHas() throws Exception {
    List<Repository> models = new ArrayList<>();
    for (int i = 1; i <= MODELS; i++) {
      models.add(Repository.create(directory, "m" + i));
    }
    Path members = directory.resolve("members.yaml");
    list(members, "127.0.0.1:1", "127.0.0.1:2"); // before their ports are known
    try (GyreProcess one = worker(models.getFirst(), members, "w1");
        GyreProcess two = worker(models.getFirst(), members, "w2")) {
      list(members, one.grpc(), two.grpc());
      try (GyreProcess router = GyreProcess.start("router", "--config", members.toString())) {
        StatusPage.await(
            router,
            "a share at each worker",
            page -> routes(page) == MODELS && hosts(page).equals(Set.of("w1", "w2")));
        drainUnderLoad(router, one);
        StatusPage.await(
            router,
            "all at w2",
            page -> routes(page) == MODELS && hosts(page).equals(Set.of("w2")));
        try (GyreProcess again = worker(models.getFirst(), members, "w1")) {
          list(members, again.grpc(), two.grpc());
          StatusPage.await(
              router, "a share at each again", page -> hosts(page).equals(Set.of("w1", "w2")));
          again.kill();
        }
      }
      two.kill();
    }
  }

  private static void drainUnderLoad(GyreProcess router, GyreProcess worker) throws Exception {
    List<OffsetCalls> calls = new ArrayList<>();
    List<Load> loads = new ArrayList<>();
    try {
      for (int i = 1; i <= MODELS; i++) {
        calls.add(new OffsetCalls(router, "m" + i));
        loads.add(Load.on(calls.getLast()));
      }
      for (Load load : loads) {
        load.awaitAnswers(50);
      }
      worker.terminate();
      assertThat(worker.awaitEnd()).isZero();
      for (Load load : loads) {
        load.awaitAnswers(50);
        load.close();
        assertThat(load.failures()).isEmpty();
      }
    } finally {
      loads.forEach(Load::close);
      calls.forEach(OffsetCalls::close);
    }
  }

  private static int routes(JsonNode page) {
    int routes = 0;
    for (JsonNode route : page.path("table")) {
      routes += route.path("replicas").isEmpty() ? 0 : 1;
    }
    return routes;
  }

  private static Set<String> hosts(JsonNode page) {
    Set<String> hosts = new TreeSet<>();
    for (JsonNode route : page.path("table")) {
      for (JsonNode replica : route.path("replicas")) {
        hosts.add(replica.path("worker").asString(""));
      }
    }
    return hosts;
  }

  private static void list(Path members, String one, String two) throws IOException {
    Files.writeString(
        members,
        "membership:\n  interval: 200ms\nworkers:\n  - w1=%s\n  - w2=%s\n".formatted(one, two));
  }

  private static GyreProcess worker(Repository repository, Path members, String id)
      throws IOException {
    return GyreProcess.start(
        "worker",
        repository.path().toString(),
        "--id",
        id,
        "--config",
        members.toString(),
        "--set",
        "placement.replicas=1",
        "--set",
        "worker.memory=1GiB",
        "--set",
        "repository.poll-interval=100ms");
  }
}
