package io.gyre.worker.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.repository.Catalogue;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.worker.replica.Answers;
import io.gyre.worker.replica.FakeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnitControlWalkTest {
  private static final int STEPS = 300;

  @Test
  void routersNeverMeetARefusalAndNoModelEndsUnderARun() throws Exception {
    int loaded = 0;
    for (int seed = 0; seed < 40; seed++) {
      loaded += new Walk(seed).run();
    }
    assertThat(loaded).isGreaterThan(100);
  }

  /** One random history of a worker, its repository and two routers. */
  private static final class Walk {
    private final Random random;
    private final ControlHarness worker;
    private final List<Answers> answers = new ArrayList<>();
    private final UnitControl control;
    private final List<FakeRouter> routers;

    Walk(int seed) {
      random = new Random(seed);
      long memoryBytes = random.nextBoolean() ? Long.MAX_VALUE : 2_500;
      worker = new ControlHarness(memoryBytes, 1 + random.nextInt(3), _ -> true);
      control = worker.control;
      routers =
          List.of(
              new FakeRouter("a", control, worker.served, random),
              new FakeRouter("b", control, worker.served, random));
    }

    int run() throws Exception {
      routers.forEach(FakeRouter::connect);
      for (int step = 0; step < STEPS; step++) {
        worker.now += random.nextInt(20);
        step(routers.get(random.nextInt(2)));
      }
      finish();
      return worker.models.size();
    }

    private void step(FakeRouter router) {
      switch (random.nextInt(15)) {
        case 0 -> control.onCatalogue(catalogue());
        case 1, 2, 3 -> endLoad();
        case 4, 5, 6 -> router.hear();
        case 7 -> router.releaseOne();
        case 8 -> router.deliverRelease();
        case 9, 10 -> send(router);
        case 11 -> worker.models.forEach(model -> model.permit(1));
        case 12 -> {
          if (random.nextInt(4) > 0) {
            control.tick();
          } else if (router.isConnected()) {
            router.disconnect(worker.now);
          } else {
            worker.now += random.nextInt((int) (2 * ControlHarness.GRACE));
            router.connect();
          }
        }
        case 13 -> condemn();
        default -> control.tick();
      }
    }

    private void condemn() {
      if (random.nextInt(8) == 0) {
        control.condemn(
            Verdict.newBuilder()
                .setModel(random.nextBoolean() ? "m" : "n")
                .setVersion(1 + random.nextInt(4))
                .setRevision("r" + random.nextInt(2))
                .setReason("fails too often")
                .build());
      }
    }

    private void send(FakeRouter router) {
      Answers answer = router.send(worker.now, ControlHarness.GRACE / 2);
      if (answer != null) {
        answers.add(answer);
      }
    }

    private void endLoad() {
      if (worker.loading.isEmpty()) {
        return;
      }
      UnitId unit = worker.loading.get(random.nextInt(worker.loading.size()));
      if (random.nextInt(5) == 0) {
        worker.failed(unit, random.nextBoolean());
        return;
      }
      if (random.nextBoolean()) {
        control.onWarming(unit);
      }
      worker.loaded(unit);
    }

    private Catalogue catalogue() {
      List<UnitId> units = new ArrayList<>();
      for (String model : List.of("m", "n")) {
        for (int version = 1; version <= 4; version++) {
          if (random.nextInt(3) > 0) {
            units.add(new UnitId(model, version, "r" + random.nextInt(2), 0));
          }
        }
      }
      return ControlHarness.catalogue(units.toArray(UnitId[]::new));
    }

    /**
     * Everything is drained: each unit ends, each request is answered, all memory is given back.
     */
    private void finish() throws Exception {
      for (FakeRouter router : routers) {
        if (!router.isConnected()) {
          router.connect();
        }
      }
      worker.models.forEach(model -> model.permit(1_000));
      for (Answers answer : answers) {
        answer.response().close();
      }
      control.onCatalogue(Catalogue.EMPTY);
      var drained = control.drain().toCompletableFuture();
      while (!worker.loading.isEmpty()) {
        endLoad();
        worker.models.forEach(model -> model.permit(1_000));
      }
      for (int i = 0; !drained.isDone() || !routers.stream().allMatch(FakeRouter::isSettled); i++) {
        assertThat(i).as("rounds until drained").isLessThan(1_000);
        worker.now += 10;
        control.tick();
        for (FakeRouter router : routers) {
          router.hear();
          router.releaseOne();
          router.deliverRelease();
        }
      }
      worker.end();
      for (FakeModel model : worker.models) {
        assertThat(model.isClosed()).isTrue();
        assertThat(model.isMisused()).isFalse();
      }
      assertThat(worker.statistics.all()).isEmpty();
      assertThat(worker.allocator.metric().usedDirectMemory()).isZero();
    }
  }
}
