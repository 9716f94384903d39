package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.consul.ConsulAgent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose processes find one another in Consul, which is killed under load. */
class ConsulIT {
  @TempDir Path directory;

  @BeforeAll
  static void needsConsul() {
    ConsulAgent.executable();
  }

  @Test
  void noRequestFailsWhileConsulIsGoneAndWorkersJoinOnceItIsBack() throws Exception {
    Repository repository = Repository.create(directory);
    try (ConsulAgent consul = ConsulAgent.start(directory, "");
        GyreProcess first = worker(repository, consul, "w1");
        GyreProcess second = worker(repository, consul, "w2");
        GyreProcess router = GyreProcess.start(with(consul, "router"))) {
      StatusPage.awaitMembers(router, "w1", "w2");
      try (OffsetCalls calls = new OffsetCalls(router);
          Load load = Load.on(calls)) {
        load.awaitAnswers(100);
        consul.kill();
        StatusPage.await(
            router,
            "the outage to show",
            page -> page.path("membership").path("state").asString("").equals("FROZEN"));
        assertThat(Scrape.of(router)).contains("gyre_router_membership_frozen 1.0");
        load.awaitAnswers(200);
        StatusPage.awaitMembers(router, "w1", "w2");

        consul.start();
        try (GyreProcess third = worker(repository, consul, "w3")) {
          StatusPage.awaitMembers(router, "w1", "w2", "w3");
          assertThat(third.log()).contains("registered as 'w3'");
          load.awaitAnswers(100);
        }
        StatusPage.awaitMembers(router, "w1", "w2");
        StatusPage.await(
            router,
            "Consul's word to count",
            page -> page.path("membership").path("state").asString("").equals("CURRENT"));
        load.close();
        assertThat(load.failures()).isEmpty();
      }
      first.kill();
      second.kill();
      assertThat(router.log()).contains("joined: w3");
    }
  }

  private static GyreProcess worker(Repository repository, ConsulAgent consul, String id)
      throws IOException {
    return GyreProcess.start(with(consul, "worker", repository.path().toString(), "--id", id));
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
