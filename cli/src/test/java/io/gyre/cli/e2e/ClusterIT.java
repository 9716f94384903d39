package io.gyre.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two routers and three workers under load from clients that never try again: workers are stopped,
 * by signal and by command, and replaced, one is killed, a router is killed and comes back.
 */
class ClusterIT {
  @TempDir Path directory;

  @Test
  void noRequestFailsWhileWorkersLeaveAndDieAndARouterComesBack() throws Exception {
    Repository repository = Repository.create(directory);
    try (RunningCluster cluster =
        new RunningCluster(repository.path(), directory.resolve("cluster.yaml"))) {
      for (String id : new String[] {"w1", "w2", "w3"}) {
        cluster.addWorker(id);
      }
      GyreProcess first = cluster.addRouter();
      GyreProcess second = cluster.addRouter();
      cluster.awaitMembers("w1", "w2", "w3");
      try (OffsetCalls calls = new OffsetCalls(second);
          Load load = Load.on(calls)) {
        try (OffsetCalls others = new OffsetCalls(first);
            Load other = Load.on(others)) {
          stopOneAfterTheOther(cluster, load, other);
          killOneOfTwo(cluster, load, other);
          other.close();
          assertThat(other.failures()).isEmpty();
        }
        killARouter(cluster, first, load);
        load.close();
        assertThat(load.failures()).isEmpty();
      }
      assertThat(StatusPage.of(second).path("ready").asBoolean(false)).isTrue();
    }
  }

  private static void stopOneAfterTheOther(RunningCluster cluster, Load... loads) throws Exception {
    awaitAnswers(loads);
    cluster.terminate("w1");
    awaitAnswers(loads);
    cluster.addWorker("w4");
    cluster.awaitMembers("w2", "w3", "w4");
    cluster.drain("w2");
    awaitAnswers(loads);
    cluster.terminate("w3");
    awaitAnswers(loads);
  }

  private static void killOneOfTwo(RunningCluster cluster, Load... loads) throws Exception {
    cluster.addWorker("w5");
    cluster.awaitMembers("w4", "w5");
    awaitAnswers(loads);
    cluster.kill("w4");
    awaitAnswers(loads);
    cluster.awaitMembers("w5");
  }

  private static void killARouter(RunningCluster cluster, GyreProcess router, Load load)
      throws Exception {
    cluster.kill(router);
    load.awaitAnswers(100);
    GyreProcess back = cluster.addRouter();
    try (OffsetCalls calls = new OffsetCalls(back)) {
      calls.awaitReady();
      assertThat(calls.byHttp()).isEqualTo(1);
    }
  }

  private static void awaitAnswers(Load... loads) {
    for (Load load : loads) {
      load.awaitAnswers(100);
    }
  }
}
