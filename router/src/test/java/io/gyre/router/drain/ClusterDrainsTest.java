package io.gyre.router.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.member.Member;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.router.control.FakeWorker;
import io.gyre.router.control.Target;
import io.gyre.router.directory.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterDrainsTest {
  private final FakeWorker a = new FakeWorker("a");
  private final FakeWorker b = new FakeWorker("b");
  private final ClusterDrains drains = new ClusterDrains(() -> List.of(target(a), target(b)));

  private static Target target(FakeWorker worker) {
    return new Target(new Member(worker.id, "localhost", 1), worker);
  }

  private Refusal refusal(String member) {
    return drains.drain(member, "/10.0.0.1:5").toCompletableFuture().join()
            instanceof Answer.Refused<?>(Refusal refusal)
        ? refusal
        : Refusal.of(Reason.INTERNAL, "no refusal");
  }

  @Test
  void asksTheOneThatIsMeant() {
    assertThat(drains.drain("b", "/10.0.0.1:5").toCompletableFuture().join())
        .isInstanceOf(Answer.Found.class);
    assertThat(a.drainAskers).isEmpty();
    assertThat(b.drainAskers).containsExactly("/10.0.0.1:5");
  }

  @Test
  void namesTheOnesThatAreKnown() {
    assertThat(refusal("c").reason()).isEqualTo(Reason.NOT_FOUND);
    assertThat(refusal("c").message()).contains("'c'", "a, b");
  }

  @Test
  void doesNotEndTheServerThatAWorkerIsPartOf() {
    FakeWorker here = new FakeWorker("here");
    ClusterDrains serve =
        new ClusterDrains(() -> List.of(new Target(new Member("here", "", 0), here)));
    assertThat(serve.drain("here", "/10.0.0.1:5").toCompletableFuture().join())
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.UNSUPPORTED));
    assertThat(here.drainAskers).isEmpty();
  }

  @Test
  void saysWhyOneCannotBeAsked() {
    a.broken = true;
    assertThat(refusal("a").reason()).isEqualTo(Reason.NOT_READY);
    assertThat(refusal("a").message()).contains("'a'", "a defect", "SIGTERM");
  }
}
