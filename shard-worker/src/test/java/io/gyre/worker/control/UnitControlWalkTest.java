package io.gyre.worker.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.load.LoadOutcome.LoadFailure;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.worker.replica.Answers;
import io.gyre.worker.replica.Configurations;
import io.gyre.worker.replica.FakeModel;
import io.gyre.worker.replica.ServedReplicas;
import io.gyre.worker.statistics.StatisticsBook;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnitControlWalkTest {
  private static final long GRACE = 1_000;
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
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final ServedReplicas served = new ServedReplicas();
    private final StatisticsBook statistics = new StatisticsBook(InstantSource.system());
    private final List<VersionEntry> loading = new ArrayList<>();
    private final List<FakeModel> models = new ArrayList<>();
    private final List<Answers> answers = new ArrayList<>();
    private final UnitControl control;
    private final List<FakeRouter> routers;
    private long now = 1;

    Walk(int seed) {
      random = new Random(seed);
      WorkerSettings settings =
          new WorkerSettings(
              "w",
              Duration.ofSeconds(1),
              Duration.ofNanos(GRACE),
              Duration.ofNanos(200),
              Duration.ofNanos(50),
              1 + random.nextInt(3),
              random.nextBoolean() ? Long.MAX_VALUE : 2_500,
              0);
      control =
          new UnitControl(
              settings,
              _ -> true,
              (_, version) -> loading.add(version),
              new ReplicaKeeper(served, statistics, 0, allocator, () -> now),
              () -> now);
      routers =
          List.of(
              new FakeRouter("a", control, served, random),
              new FakeRouter("b", control, served, random));
    }

    int run() throws Exception {
      routers.forEach(FakeRouter::connect);
      for (int step = 0; step < STEPS; step++) {
        now += random.nextInt(20);
        step(routers.get(random.nextInt(2)));
      }
      finish();
      return models.size();
    }

    private void step(FakeRouter router) {
      switch (random.nextInt(14)) {
        case 0 -> control.onCatalogue(catalogue());
        case 1, 2, 3 -> endLoad();
        case 4, 5, 6 -> router.hear();
        case 7 -> router.releaseOne();
        case 8 -> router.deliverRelease();
        case 9, 10 -> send(router);
        case 11 -> models.forEach(model -> model.permit(1));
        case 12 -> {
          if (random.nextInt(4) > 0) {
            control.tick();
          } else if (router.isConnected()) {
            router.disconnect(now);
          } else {
            now += random.nextInt((int) (2 * GRACE));
            router.connect();
          }
        }
        default -> control.tick();
      }
    }

    private void send(FakeRouter router) {
      Answers answer = router.send(now, GRACE / 2);
      if (answer != null) {
        answers.add(answer);
      }
    }

    private void endLoad() {
      if (loading.isEmpty()) {
        return;
      }
      UnitId unit = loading.remove(random.nextInt(loading.size())).unit();
      if (random.nextInt(5) == 0) {
        control.onLoaded(new LoadFailure(unit, "a reason", random.nextBoolean()));
        return;
      }
      if (random.nextBoolean()) {
        control.onWarming(unit);
      }
      FakeModel model = FakeModel.held(allocator);
      models.add(model);
      control.onLoaded(new LoadedUnit(unit, Configurations.doubling(4, 1), model));
    }

    private Catalogue catalogue() {
      TreeMap<String, ModelEntry> entries = new TreeMap<>();
      for (String name : List.of("m", "n")) {
        List<VersionEntry> versions = new ArrayList<>();
        for (int version = 1; version <= 4; version++) {
          if (random.nextInt(3) > 0) {
            UnitId unit = new UnitId(name, version, "r" + random.nextInt(2), 0);
            versions.add(new VersionEntry(unit, Path.of(name), List.of()));
          }
        }
        entries.put(
            name,
            new ModelEntry(
                name,
                Path.of(name),
                ConfigurationFile.ABSENT,
                versions,
                List.of(),
                Optional.empty()));
      }
      return new Catalogue(entries, Optional.empty());
    }

    /** Everything is drained: each unit ends, each request is answered, all memory is given back. */
    private void finish() throws Exception {
      for (FakeRouter router : routers) {
        if (!router.isConnected()) {
          router.connect();
        }
      }
      models.forEach(model -> model.permit(1_000));
      for (Answers answer : answers) {
        answer.response().close();
      }
      control.onCatalogue(Catalogue.EMPTY);
      var drained = control.drain().toCompletableFuture();
      while (!loading.isEmpty()) {
        endLoad();
        models.forEach(model -> model.permit(1_000));
      }
      for (int i = 0; !drained.isDone() || !routers.stream().allMatch(FakeRouter::isSettled); i++) {
        assertThat(i).as("rounds until drained").isLessThan(1_000);
        now += 10;
        control.tick();
        for (FakeRouter router : routers) {
          router.hear();
          router.releaseOne();
          router.deliverRelease();
        }
      }
      control.end("the walk ends").toCompletableFuture().get(30, TimeUnit.SECONDS);
      for (FakeModel model : models) {
        assertThat(model.isClosed()).isTrue();
        assertThat(model.isMisused()).isFalse();
      }
      assertThat(statistics.all()).isEmpty();
      assertThat(allocator.metric().usedDirectMemory()).isZero();
    }
  }
}
