package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A model that gets a replica more while clients keep the one it has busy, and gives it up later.
 */
class DemandIT {
  @TempDir Path directory;

  @Test
  void replicasFollowDemand() throws Exception {
    Repository repository = Repository.create(directory);
    Files.writeString(
        repository.directory(1).resolveSibling("config.pbtxt"),
        "max_batch_size: 4 parameters { key: \"replicas\" value { string_value: \"1..2\" } }");
    repository.publish(2, OffsetModel.slow(2));
    Path members = directory.resolve("members.yaml");
    list(members, "127.0.0.1:1", "127.0.0.1:2"); // before their ports are known
    try (GyreProcess one = worker(repository, members, "w1");
        GyreProcess two = worker(repository, members, "w2")) {
      list(members, one.grpc(), two.grpc());
      try (GyreProcess router = GyreProcess.start("router", "--config", members.toString());
          OffsetCalls calls = new OffsetCalls(router)) {
        StatusPage.await(router, "one replica of version 2", page -> replicas(page).size() == 1);
        try (Load load = Load.on(calls)) {
          StatusPage.await(router, "a second replica", page -> replicas(page).size() == 2);
          assertThat(StatusPage.of(router).path("orders").path(0).path("replicas").asInt(0))
              .isEqualTo(2);
          load.awaitAnswers(100);
          load.close();
          assertThat(load.failures()).isEmpty();
        }
        StatusPage.await(router, "one replica again", page -> replicas(page).size() == 1);
      }
      one.kill();
      two.kill();
    }
  }

  private static void list(Path members, String one, String two) throws IOException {
    Files.writeString(
        members,
        "membership:\n  interval: 200ms\nworkers:\n  - w1=%s\n  - w2=%s\n".formatted(one, two));
  }

  private static List<String> replicas(JsonNode page) {
    List<String> workers = new ArrayList<>();
    for (JsonNode route : page.path("table")) {
      if (route.path("version").asLong(0) == 2) {
        StreamSupport.stream(route.path("replicas").spliterator(), false)
            .forEach(replica -> workers.add(replica.path("worker").asString("")));
      }
    }
    return workers;
  }

  private static GyreProcess worker(Repository repository, Path members, String id)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of("worker", repository.path().toString(), "--id", id, "--config"));
    command.add(members.toString());
    for (String setting :
        List.of(
            "placement.replicas=1",
            "placement.demand-interval=500ms",
            "worker.memory=1GiB",
            "repository.poll-interval=100ms",
            "rollback.window=0s")) {
      command.add("--set");
      command.add(setting);
    }
    return GyreProcess.start(command.toArray(String[]::new));
  }
}
