package io.gyre.router.control;

import static io.gyre.proto.worker.UnitState.LOADING;
import static io.gyre.proto.worker.UnitState.READY;
import static io.gyre.proto.worker.UnitState.RETIRING;
import static io.gyre.router.control.FakeWorker.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.worker.ModelOrders;
import io.gyre.router.pipeline.TestRouter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Aliases from a worker's announcement to a request's pin. */
class AliasesTest {
  private static final VersionChoice CHAMPION = new VersionChoice.Named("champion");

  private final FakeWorker a = new FakeWorker("a");

  private static ModelOrders.Builder champion(long number, long version) {
    return ModelOrders.newBuilder().setNumber(number).putAliases("champion", version);
  }

  private long answeredBy(TestRouter router, VersionChoice version) {
    int before = a.attempts.size();
    router.infer(TestRouter.request("m", version));
    return a.attempts.size() == before ? 0 : a.attempts.getLast().unit().version();
  }

  @Test
  void requestsGoWhereTheAliasLeads() {
    a.announce(unit("m", 1), READY);
    a.announce(unit("m", 2), READY);
    a.follows("m", champion(1, 1));
    TestRouter router = new TestRouter(a);

    assertThat(answeredBy(router, CHAMPION)).isEqualTo(1);
    assertThat(answeredBy(router, VersionChoice.ANY)).isEqualTo(2);
    a.follows("m", champion(2, 2));
    router.view();
    assertThat(answeredBy(router, CHAMPION)).isEqualTo(2);
  }

  @Test
  void anAliasMovesOnceItsVersionServesWithAllItsReplicas() {
    a.announce(unit("m", 2), READY);
    a.announce(unit("m", 1), READY);
    a.follows("m", champion(1, 1));
    TestRouter router = new TestRouter(a);
    a.announce(unit("m", 3), LOADING);
    a.follows("m", champion(2, 3));
    router.view();
    assertThat(answeredBy(router, CHAMPION)).isEqualTo(1);
    a.announce(unit("m", 3), READY);
    router.view();
    assertThat(answeredBy(router, CHAMPION)).isEqualTo(3);
  }

  @Test
  void aVersionThatServesForAnAliasAloneIsNotTheDefault() {
    a.announce(unit("m", 1), READY);
    a.announce(unit("m", 2), READY);
    a.follows("m", champion(1, 2).addAside(2));
    TestRouter router = new TestRouter(a);

    assertThat(answeredBy(router, VersionChoice.ANY)).isEqualTo(1);
    assertThat(answeredBy(router, CHAMPION)).isEqualTo(2);
    a.announce(unit("m", 1), RETIRING);
    router.view();
    assertThat(answeredBy(router, VersionChoice.ANY)).as("the only one wanted").isEqualTo(2);
  }

  @Test
  void unknownAliasesAndMissingVersionsAreToldApart() {
    a.announce(unit("m", 1), READY);
    a.follows("m", champion(1, 7));
    TestRouter router = new TestRouter(a);
    router.infer(TestRouter.request("m", CHAMPION));
    router.infer(TestRouter.request("m", new VersionChoice.Named("nobody")));

    assertThat(router.outcomes).hasSize(2);
    assertThat(router.outcomes.getFirst())
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.NOT_FOUND);
              assertThat(refusal.message())
                  .contains("alias 'champion' leads to version 7", "versions served: 1");
            });
    assertThat(router.outcomes.getLast())
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.NO_ALIAS);
              assertThat(refusal.message()).contains("'nobody'", "its aliases: champion");
            });
  }

  @Test
  void statisticsMetadataAndConfigurationTakeAliases() {
    a.announce(unit("m", 1), READY);
    a.announce(unit("m", 2), READY);
    a.follows("m", champion(1, 1));
    TestRouter router = new TestRouter(a);

    assertThat(router.directory.isReady("m", CHAMPION)).isTrue();
    assertThat(router.directory.metadata("m", CHAMPION).toString()).contains("versions: \"1\"");
    assertThat(router.view().table().model("m")).isNotNull();
    assertThat(router.view().orders("m").getAliasesMap()).isEqualTo(Map.of("champion", 1L));
  }
}
