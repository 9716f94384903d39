package io.gyre.router.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.member.Member;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.unit.UnitId;
import io.gyre.router.control.FakeScheduler;
import io.gyre.router.control.RollbackSettings;
import io.gyre.router.control.Target;
import io.gyre.router.pipeline.PipelineSettings;
import io.gyre.router.pipeline.TestRouter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random walks over versions, placements, loads, streams and requests. */
class RandomWalkTest {
  private static final int WALKS = 100;
  private static final int STEPS = 400;
  private static final RollbackSettings WINDOWS =
      new RollbackSettings(Duration.ofSeconds(2), 0.1, 20);

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "1, 3", "2, 3"})
  void nothingIsLostWhateverHappens(int routers, int workers) {
    for (int seed = 0; seed < WALKS; seed++) {
      new Walk(seed, routers, workers).run();
    }
  }

  private static final class Walk {
    private final String name;
    private final Random random;
    private final FakeScheduler scheduler = new FakeScheduler();
    private final Catalogue catalogue = new Catalogue();
    private final List<SimulatedWorker> workers;
    private final List<TestRouter> routers;
    private final Set<TestRouter> serving = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private int sent;
    private int answered;

    Walk(long seed, int routerCount, int workerCount) {
      name = "seed " + seed + ", " + routerCount + " routers, " + workerCount + " workers";
      random = new Random(seed);
      workers =
          IntStream.range(0, workerCount)
              .mapToObj(i -> new SimulatedWorker("w" + i, catalogue, random))
              .toList();
      catalogue.add(true);
      place();
      routers = IntStream.range(0, routerCount).mapToObj(i -> router("r" + i)).toList();
    }

    private TestRouter router(String router) {
      List<Target> targets =
          workers.stream()
              .map(worker -> new Target(new Member(worker.id, "127.0.0.1", 1), worker))
              .toList();
      return new TestRouter(router, PipelineSettings.DEFAULTS, WINDOWS, scheduler, targets);
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        happen(random.nextInt(100));
        check();
      }
      settle();
    }

    private void happen(int event) {
      SimulatedWorker worker = workers.get(random.nextInt(workers.size()));
      TestRouter router = routers.get(random.nextInt(routers.size()));
      if (event < 2) {
        catalogue.add(random.nextInt(3) > 0);
        reconcile();
      } else if (event < 3) {
        catalogue.removeNewest();
        reconcile();
      } else if (event < 5) {
        place();
      } else if (event < 7) {
        worker.lose("r" + random.nextInt(routers.size()));
      } else if (event < 9) {
        scheduler.advance(Duration.ofMillis(random.nextInt(2000)));
      } else if (event < 11) {
        worker.remind();
      } else if (event < 25) {
        worker.progress(random.nextInt(4) == 0);
        reconcile();
      } else if (event < 55) {
        worker.deliver();
      } else if (event < 70) {
        send(router);
      } else if (event < 85) {
        worker.arrive();
      } else {
        worker.answer();
      }
      scheduler.runDue();
    }

    private void place() {
      catalogue.place(workers.stream().map(worker -> worker.id).toList(), random);
      reconcile();
    }

    private void reconcile() {
      workers.forEach(SimulatedWorker::reconcile);
    }

    /**
     * Sends a request where the model is served; half of them name one of the versions that the
     * router has.
     */
    private void send(TestRouter router) {
      var routes = router.control.view().table().model(Catalogue.MODEL);
      if (routes == null) {
        return;
      }
      long version = routes.versions().get(random.nextInt(routes.versions().size())).id().version();
      boolean named = random.nextBoolean();
      VersionChoice asked = named ? VersionChoice.of(version) : VersionChoice.ANY;
      long expected = named ? version : routes.current().id().version();
      sent++;
      router.inference.infer(
          TestRouter.request(Catalogue.MODEL, asked), outcome -> answered(expected, outcome));
    }

    private void answered(long expected, Outcome outcome) {
      answered++;
      switch (outcome) {
        case Refusal refusal -> violations.add("refused: " + refusal);
        case InferenceResponse response -> {
          if (response.version() != expected) {
            violations.add("pinned to " + expected + ", answered by " + response.version());
          }
          response.close();
        }
      }
    }

    private void check() {
      for (TestRouter router : routers) {
        boolean serves = router.control.view().table().model(Catalogue.MODEL) != null;
        if (serves) {
          serving.add(router);
        } else if (serving.contains(router)) {
          violations.add("a model that was served isn't any more");
        }
      }
      workers.forEach(worker -> violations.addAll(worker.violations));
      assertThat(violations).as(name).isEmpty();
    }

    private boolean anyWindow() {
      return routers.stream()
          .anyMatch(router -> router.control.view().swaps(Catalogue.MODEL).kept().isPresent());
    }

    /** Lets everything that is under way end, without further trouble. */
    private void settle() {
      for (int round = 0; round < 100_000; round++) {
        SimulatedWorker worker = workers.get(random.nextInt(workers.size()));
        worker.progress(false);
        reconcile();
        worker.deliver();
        worker.arrive();
        worker.answer();
        scheduler.runDue();
        check();
        if (round % 100 == 0) {
          scheduler.advance(Duration.ofSeconds(1));
          if (round > 300 && workers.stream().allMatch(SimulatedWorker::isQuiet) && !anyWindow()) {
            break;
          }
        }
      }
      UnitId wanted = catalogue.wanted();
      for (TestRouter router : routers) {
        assertThat(router.current(Catalogue.MODEL)).as(name).isEqualTo(wanted.version());
      }
      for (SimulatedWorker worker : workers) {
        Set<UnitId> expected =
            catalogue.hosts().contains(worker.id) ? Set.of(wanted) : Set.<UnitId>of();
        assertThat(worker.units.keySet()).as(name + ", " + worker.id).isEqualTo(expected);
      }
      assertThat(answered).as(name).isEqualTo(sent);
    }
  }
}
