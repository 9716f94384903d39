package io.gyre.worker.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.lifecycle.RouterLink;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaseLedgerTest {
  private static final UnitId UNIT = new UnitId("m", 1, "r", 0);
  private static final long GRACE = 100;

  private final LeaseLedger ledger = new LeaseLedger(GRACE);

  @Test
  void tellingARouterGivesItALeaseThatOnlyItsReleaseAnswers() {
    ledger.attached("a", List.of(UNIT));
    ledger.attached("b", List.of());
    assertThat(ledger.of(UNIT)).isEqualTo(Map.of("a", 0L));

    ledger.told(UNIT);
    ledger.released("b", UNIT, 7);
    ledger.released("stranger", UNIT, 7);

    assertThat(ledger.of(UNIT)).isEqualTo(Map.of("a", 0L, "b", 7L));
  }

  @Test
  void tellingAnewVoidsTheRelease() {
    ledger.attached("a", List.of(UNIT));
    ledger.released("a", UNIT, 7);
    ledger.told(UNIT);
    assertThat(ledger.of(UNIT)).isEqualTo(Map.of("a", 0L));

    ledger.released("a", UNIT, 8);
    ledger.attached("a", List.of(UNIT));
    assertThat(ledger.of(UNIT)).isEqualTo(Map.of("a", 0L));
  }

  @Test
  void lostRouterIsForgottenAfterTheGraceTimeWhereAnotherIsAttached() {
    ledger.attached("a", List.of(UNIT));
    ledger.attached("b", List.of(UNIT));
    ledger.lost("a", 10);
    assertThat(ledger.routers())
        .isEqualTo(Map.of("a", new RouterLink(false, 10), "b", new RouterLink(true, 0)));

    ledger.prune(10 + GRACE - 1);
    assertThat(ledger.of(UNIT)).containsOnlyKeys("a", "b");
    ledger.prune(10 + GRACE);
    assertThat(ledger.of(UNIT)).containsOnlyKeys("b");
  }

  @Test
  void lostRoutersAreRememberedWhereNoneIsAttached() {
    ledger.attached("a", List.of(UNIT));
    ledger.attached("b", List.of(UNIT));
    ledger.lost("b", 10);
    ledger.lost("a", 20);

    ledger.prune(10_000);

    assertThat(ledger.of(UNIT)).containsOnlyKeys("a", "b");
  }

  @Test
  void routerThatComesBackInTimeKeepsItsLeases() {
    ledger.attached("a", List.of(UNIT));
    ledger.attached("b", List.of(UNIT));
    ledger.lost("a", 10);
    ledger.attached("a", List.of(UNIT));

    ledger.prune(10_000);

    assertThat(ledger.of(UNIT)).containsOnlyKeys("a", "b");
  }

  @Test
  void lostRouterIsNotToldAnything() {
    ledger.attached("a", List.of());
    ledger.lost("a", 10);
    ledger.told(UNIT);
    assertThat(ledger.of(UNIT)).isEmpty();
  }
}
