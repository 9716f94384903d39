package io.gyre.router.change;

import static io.gyre.proto.worker.UnitState.FAILED;
import static io.gyre.proto.worker.UnitState.LOADING;
import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.RETIRING;
import static io.gyre.proto.worker.UnitState.UNLOADED;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.ModelOrders;
import io.gyre.router.control.FakeWorker;
import io.gyre.router.directory.Answer;
import io.gyre.router.history.HistoryEvent;
import io.gyre.router.pipeline.TestRouter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClusterChangesTest {
  private final FakeWorker a = new FakeWorker("a");
  private final FakeWorker b = new FakeWorker("b");

  private static ChangeRequest.Builder change() {
    return ChangeRequest.newBuilder().setModel("m").setAsker("/10.0.0.1:5");
  }

  private static final ChangeRequest LOAD =
      change().setLoad(ChangeRequest.Load.getDefaultInstance()).build();
  private static final ChangeRequest UNLOAD =
      change().setUnload(ChangeRequest.Unload.getDefaultInstance()).build();

  private static ModelOrders.Builder orders(long number) {
    return ModelOrders.newBuilder().setNumber(number);
  }

  private static ChangeAnswer kept(long number, long version) {
    return ChangeAnswer.newBuilder().setNumber(number).setVersion(version).build();
  }

  private static CompletableFuture<Answer<ChangeAnswer>> ask(
      TestRouter router, ChangeRequest request) {
    CompletableFuture<Answer<ChangeAnswer>> answer =
        router.changes.change(request).toCompletableFuture();
    router.view();
    return answer;
  }

  private static Refusal refusal(CompletableFuture<Answer<ChangeAnswer>> answer) {
    return answer.join() instanceof Answer.Refused<ChangeAnswer>(Refusal refusal)
        ? refusal
        : Refusal.of(Reason.INTERNAL, "no refusal");
  }

  @Test
  void loadIsAnsweredOnceEveryWorkerFollowsAndTheModelServes() {
    a.models.add("m");
    b.models.add("m");
    TestRouter router = new TestRouter(a, b);
    a.changed = kept(3, 0);
    var answer = ask(router, LOAD);
    assertThat(a.changes).containsExactly(LOAD);
    assertThat(b.changes).isEmpty();

    a.announce(unit("m", 1), LOADING);
    a.follows("m", orders(3));
    router.view();
    a.announce(unit("m", 1), READY);
    router.view();
    assertThat(answer).as("b hasn't heard of it").isNotDone();
    b.announce(unit("m", 1), LOADING);
    b.follows("m", orders(3));
    router.view();
    assertThat(answer).isNotDone();
    b.announce(unit("m", 1), READY);
    router.view();

    assertThat(answer.join()).isInstanceOf(Answer.Found.class);
    assertThat(router.history.of("m"))
        .extracting(HistoryEvent::what, HistoryEvent::asker, HistoryEvent::to)
        .containsExactly(tuple("flip", "/10.0.0.1:5", 1L), tuple("load", "/10.0.0.1:5", 1L));
  }

  @Test
  void loadThatFailsSaysWhyAlthoughAnOlderVersionServes() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    a.changed = kept(1, 0);
    var answer = ask(router, LOAD);
    a.announce(unit("m", 2), FAILED, "bad magic", true);
    a.follows("m", orders(1));
    router.view();

    assertThat(refusal(answer).reason()).isEqualTo(Reason.INVALID_ARGUMENT);
    assertThat(refusal(answer).message())
        .isEqualTo("load failed for model 'm': version 2 is at UNAVAILABLE state: bad magic");
    assertThat(router.current("m")).isEqualTo(1);
  }

  @Test
  void loadOfAModelWithoutAVersionSaysWhatItLacks() {
    a.models.add("m");
    a.problems.put("m", "no version: found nothing");
    TestRouter router = new TestRouter(a);
    a.changed = kept(1, 0);
    var answer = ask(router, LOAD);
    a.follows("m", orders(1));
    router.view();

    assertThat(refusal(answer).message()).contains("failed to load 'm'", "found nothing");
  }

  @Test
  void unloadReleasesAllAndIsAnsweredOnceAllIsGone() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    a.changed = kept(2, 0);
    var answer = ask(router, UNLOAD);
    a.follows("m", orders(2).setUnwanted(true));
    a.announce(unit("m", 1), RETIRING);
    router.view();
    assertThat(a.isReleased(unit("m", 1))).isTrue();
    assertThat(router.current("m")).isZero();
    assertThat(answer).isNotDone();
    a.announce(unit("m", 1), UNLOADED);
    router.view();

    assertThat(answer.join()).isInstanceOf(Answer.Found.class);
  }

  @Test
  void pinIsAnsweredOnceTheVersionServes() {
    a.announce(unit("m", 2), READY);
    TestRouter router = new TestRouter(a);
    a.changed = kept(4, 1);
    var answer = ask(router, change().setPin(ChangeRequest.Pin.newBuilder().setVersion(1)).build());
    a.follows("m", orders(4).setPin(1));
    a.announce(unit("m", 1), LOADING);
    router.view();
    a.announce(unit("m", 1), READY);
    router.view();
    assertThat(answer).isNotDone();
    a.announce(unit("m", 2), RETIRING);
    router.view();

    assertThat(answer.join()).isInstanceOf(Answer.Found.class);
    assertThat(router.current("m")).isEqualTo(1);
  }

  @Test
  void refusalOfTheWorkerIsTheAnswer() {
    TestRouter router = new TestRouter(a);
    a.changed =
        ChangeAnswer.newBuilder()
            .setRefused(
                ChangeAnswer.Refused.newBuilder().setReason("NOT_FOUND").setMessage("no folder"))
            .build();

    assertThat(refusal(ask(router, LOAD))).isEqualTo(Refusal.of(Reason.NOT_FOUND, "no folder"));
  }

  @Test
  void anotherWorkerIsAskedWhereOneCannotAnswer() {
    a.broken = true;
    TestRouter router = new TestRouter(a, b);
    b.changed = kept(1, 0);
    var answer = ask(router, change().setLift(ChangeRequest.Lift.getDefaultInstance()).build());
    a.follows("m", orders(1));
    b.follows("m", orders(1));
    router.view();

    assertThat(b.changes).hasSize(1);
    assertThat(answer.join()).isInstanceOf(Answer.Found.class);
  }

  @Test
  void noWorkerIsARefusalToTryAgain() {
    a.unreachable = true;
    assertThat(refusal(ask(new TestRouter(a), LOAD)).reason()).isEqualTo(Reason.NOT_READY);
  }

  @Test
  void waitHasAnEnd() {
    a.announce(unit("m", 1), READY);
    TestRouter router = new TestRouter(a);
    a.changed = kept(9, 0);
    var answer = ask(router, LOAD);
    router.scheduler.advance(Duration.ofMinutes(11));

    assertThat(refusal(answer).reason()).isEqualTo(Reason.NOT_READY);
  }
}
