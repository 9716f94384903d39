package io.gyre.router.control;

import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.router.table.ModelRouting;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A model whose decision is a defect, beside one in order. */
class ModelGuardTest {
  private final FakeWorker worker = new FakeWorker("a");
  private final FakeScheduler scheduler = new FakeScheduler();
  private boolean broken = true;
  private int tries;

  @Test
  void leavesTheOthersAloneAndIsTriedAgainWithGrowingPauses() {
    worker.announce(unit("bad", 1), READY);
    worker.announce(unit("good", 1), READY);
    ControlLoop loop = loop();
    assertThat(current(loop, "good")).isEqualTo(1);
    assertThat(current(loop, "bad")).isZero();
    assertThat(loop.view().holdings("bad")).hasSize(1);

    worker.announce(unit("good", 2), READY);
    scheduler.advance(Duration.ofSeconds(7)); // tries at 0, 1, 3 and 7 s
    assertThat(current(loop, "good")).isEqualTo(2);
    assertThat(tries).isEqualTo(4);

    broken = false;
    scheduler.advance(Duration.ofSeconds(8));
    assertThat(current(loop, "bad")).isEqualTo(1);
    assertThat(tries).isEqualTo(5);
    scheduler.advance(Duration.ofSeconds(100));
    assertThat(tries).isEqualTo(5);
  }

  @Test
  void keepsWhatWasServedBefore() {
    broken = false;
    worker.announce(unit("bad", 1), READY);
    ControlLoop loop = loop();
    broken = true;
    worker.announce(unit("bad", 2), READY);
    scheduler.runDue();
    assertThat(current(loop, "bad")).isEqualTo(1);
    broken = false;
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(current(loop, "bad")).isEqualTo(2);
  }

  private ControlLoop loop() {
    ControlLoop loop =
        new ControlLoop(
            List.of(worker.target()),
            ControlSettings.defaults("router"),
            scheduler,
            new Random(1),
            _ -> false,
            _ -> {},
            (context, holdings, previous) -> {
              if (holdings.getFirst().unit().model().equals("bad")) {
                tries++;
                if (broken) {
                  throw new IllegalStateException("a defect");
                }
              }
              return ModelRouting.decide(context, holdings, previous);
            });
    loop.start();
    scheduler.runDue();
    return loop;
  }

  private static long current(ControlLoop loop, String model) {
    var routes = loop.view().table().model(model);
    return routes == null ? 0 : routes.current().id().version();
  }
}
