package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.consul.ConsulAgent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Workers that share the models of a repository among them, and come and go under load. */
class PlacementIT {
  private static final int MODELS = 10;

  @TempDir Path directory;

  @BeforeAll
  static void needsConsul() {
    ConsulAgent.executable();
  }

  @Test
  void eachModelIsAtTwoWorkersWhoeverComesAndGoes() throws Exception {
    Repository first = Repository.create(directory, "m1");
    for (int i = 2; i <= MODELS; i++) {
      Repository.create(directory, "m" + i);
    }
    try (ConsulAgent consul = ConsulAgent.start(directory, "");
        GyreProcess one = worker(first, consul, "w1");
        GyreProcess two = worker(first, consul, "w2");
        GyreProcess three = worker(first, consul, "w3");
        GyreProcess router = GyreProcess.start(with(consul, "router"))) {
      awaitTwoEach(router, Set.of("w1", "w2", "w3"));
      try (OffsetCalls calls = new OffsetCalls(router, "m1");
          OffsetCalls others = new OffsetCalls(router, "m2");
          Load load = Load.on(calls);
          Load beside = Load.on(others)) {
        load.awaitAnswers(100);
        try (GyreProcess four = worker(first, consul, "w4")) {
          awaitTwoEach(router, Set.of("w1", "w2", "w3", "w4"));
          one.terminate();
          assertThat(one.awaitEnd()).isZero();
          awaitTwoEach(router, Set.of("w2", "w3", "w4"));
          load.awaitAnswers(100);
          beside.awaitAnswers(100);
          load.close();
          beside.close();
          assertThat(load.failures()).isEmpty();
          assertThat(beside.failures()).isEmpty();
          four.kill();
        }
      }
      two.kill();
      three.kill();
    }
  }

  /** Waits until each model is at two of these workers, and each of these has some. */
  private static void awaitTwoEach(GyreProcess router, Set<String> workers) throws Exception {
    StatusPage.await(
        router,
        "two replicas of each model at " + workers,
        page -> {
          TreeMap<String, Set<String>> hosts = hosts(page);
          TreeSet<String> used = new TreeSet<>();
          hosts.values().forEach(used::addAll);
          return hosts.size() == MODELS
              && hosts.values().stream().allMatch(ids -> ids.size() == 2)
              && used.equals(workers);
        });
  }

  private static TreeMap<String, Set<String>> hosts(JsonNode page) {
    TreeMap<String, Set<String>> hosts = new TreeMap<>();
    for (JsonNode route : page.path("table")) {
      StreamSupport.stream(route.path("replicas").spliterator(), false)
          .forEach(replica ->
              hosts
                  .computeIfAbsent(route.path("model").asString(""), _ -> new TreeSet<>())
                  .add(replica.path("worker").asString("")));
    }
    return hosts;
  }

  private static GyreProcess worker(Repository repository, ConsulAgent consul, String id)
      throws IOException {
    return GyreProcess.start(
        with(
            consul,
            "worker",
            repository.path().toString(),
            "--id",
            id,
            "--set",
            "placement.replicas=2",
            "--set",
            "worker.memory=1GiB"));
  }

  private static String[] with(ConsulAgent consul, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    for (String setting :
        List.of(
            "membership.registry=consul",
            "membership.consul-address=127.0.0.1:" + consul.port(),
            "membership.interval=500ms")) {
      all.add("--set");
      all.add(setting);
    }
    return all.toArray(String[]::new);
  }
}
