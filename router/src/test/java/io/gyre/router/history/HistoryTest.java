package io.gyre.router.history;

import static io.gyre.proto.worker.UnitState.FAILED;
import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.UNLOADED;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gyre.router.control.FakeWorker;
import io.gyre.router.pipeline.TestRouter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final FakeWorker a = new FakeWorker("a");

  @Test
  void flipsFailuresAndEndsAreNoted() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    a.announce(unit("m", 2), READY);
    router.view();
    a.announce(unit("m", 3), FAILED, "bad magic", true);
    router.view();
    a.announce(unit("m", 3), FAILED, "bad magic", true);
    a.announce(unit("m", 1), UNLOADED);
    a.announce(unit("m", 2), UNLOADED);
    router.view();

    assertThat(router.history.of("m"))
        .extracting(HistoryEvent::what, HistoryEvent::asker, HistoryEvent::from, HistoryEvent::to)
        .startsWith(
            tuple("flip", "registry", 0L, 1L),
            tuple("flip", "registry", 1L, 2L),
            tuple("failure", "registry", 2L, 3L))
        .contains(tuple("end", "registry", 2L, 0L));
    assertThat(router.history.of("m").get(2).outcome()).contains("bad magic", "condemned");
    assertThat(router.history.of("other")).isEmpty();
  }

  @Test
  void whatAJournalKeptComesFirstAndWhatIsNewGoesThere() {
    List<HistoryEvent> kept = new ArrayList<>();
    kept.add(event("earlier"));
    Journal journal =
        new Journal() {
          @Override
          public List<HistoryEvent> kept() {
            return List.copyOf(kept);
          }

          @Override
          public void append(HistoryEvent event) {
            kept.add(event);
          }

          @Override
          public void close() {}
        };
    History history = new History(() -> Instant.EPOCH, () -> 0, journal);
    FakeWorker worker = new FakeWorker("a");
    worker.announce(unit("m", 1), READY);
    history.note(new TestRouter(worker).view());

    assertThat(history.of("m"))
        .extracting(HistoryEvent::outcome)
        .containsExactly("earlier", "success");
    assertThat(kept).isEqualTo(history.latest(10));
    assertThat(history.latest(1)).extracting(HistoryEvent::what).containsExactly("flip");
  }

  private static HistoryEvent event(String outcome) {
    return new HistoryEvent("t", "m", "load", "registry", 0, 0, outcome, 0, 0, 0, 0);
  }
}
