package io.gyre.worker.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.loader.desired.ReplicaCount;
import org.junit.jupiter.api.Test;

/** One model and two of its hosts, which share the record and nothing else. */
class ReplicaDemandTest {
  private static final ReplicaRange RANGE = new ReplicaRange(1, 8);

  private final ReplicaDemand first = new ReplicaDemand();
  private final ReplicaDemand second = new ReplicaDemand();
  private ReplicaCount record = ReplicaCount.NONE;

  private DemandLook look(boolean isFirst, double busy) {
    return new DemandLook(RANGE, RANGE.clamp(record.count()), isFirst, record, busy);
  }

  private void first(double busy) {
    record = first.wanted("m", look(true, busy));
  }

  private void second(double busy) {
    record = second.wanted("m", look(false, busy));
  }

  private void looks(int count, double busyFirst, double busySecond) {
    for (int look = 0; look < count; look++) {
      first(busyFirst);
      second(busySecond);
    }
  }

  private void has(int count, int offered) {
    assertThat(record).isEqualTo(new ReplicaCount(count, offered));
  }

  /** Both hosts know the model with so many replicas, and are as busy as they should be. */
  private void settledAt(int replicas) {
    record = new ReplicaCount(replicas, 0);
    looks(DemandTrend.SETTLING + 1, 0.6, 0.6);
    has(replicas, 0);
  }

  @Test
  void growsAtOnceAndThenWaitsForWhatComes() {
    first(0.9);
    has(2, 0);
    for (int look = 0; look < DemandTrend.SETTLING; look++) {
      first(1);
      has(2, 0);
    }
    first(1);
    has(3, 0);
  }

  @Test
  void aBusyHostHasItGrowThoughTheFirstHasNothingToDo() {
    settledAt(2);
    first(0);
    second(1);
    has(3, 0);
  }

  @Test
  void aHostThatSeesTheGrowthOfAnotherWaitsToo() {
    settledAt(2);
    first(1);
    has(3, 0);
    looks(DemandTrend.SETTLING - 1, 1, 1);
    second(1);
    has(3, 0);
  }

  @Test
  void aHostThatIsNewWithOthersWaitsAsAfterAGrowth() {
    record = new ReplicaCount(3, 0);
    for (int look = 0; look < DemandTrend.SETTLING; look++) {
      second(1);
      has(3, 0);
    }
    second(1);
    has(5, 0);
  }

  @Test
  void theFirstHostGivesReplicasUpAfterALongCalmWhereNobodyObjects() {
    settledAt(3);
    looks(DemandTrend.CALM, 0.1, 0.1);
    has(3, 1);
    looks(DemandTrend.CALM, 0.1, 0.1);
    has(3, 1);
    first(0.1);
    has(0, 0);
  }

  @Test
  void anotherHostGivesNothingUp() {
    settledAt(3);
    for (int look = 0; look < 100; look++) {
      second(0);
    }
    has(3, 0);
  }

  @Test
  void aBusyLookEndsTheCalm() {
    settledAt(3);
    looks(DemandTrend.CALM - 1, 0.1, 0.1);
    first(0.6);
    looks(DemandTrend.CALM - 1, 0.1, 0.1);
    has(3, 0);
  }

  @Test
  void aBusyHostObjectsAndIsAskedLessAndLessOften() {
    settledAt(3);
    int offers = 0;
    for (int look = 0; look < 1_000; look++) {
      first(0);
      offers += record.isOffered() ? 1 : 0;
      second(0.6);
      has(3, 0);
    }
    assertThat(offers).isBetween(5, 20);

    looks(17 * DemandTrend.CALM, 0, 0.6);
    looks(17 * DemandTrend.CALM + 1, 0, 0);
    has(0, 0);
  }

  @Test
  void anOfferEndsWithAGrowth() {
    settledAt(3);
    looks(DemandTrend.CALM, 0.1, 0.1);
    has(3, 1);
    second(0.9);
    has(4, 0);
  }

  @Test
  void theFirstHostTakesBackWhatItsPredecessorOfferedWhereItIsBusy() {
    record = new ReplicaCount(3, 2);
    first(0.6);
    has(3, 0);
  }

  @Test
  void aHostThatIsNotYetToGrowTheModelObjectsAllTheSame() {
    record = new ReplicaCount(3, 2);
    second(1);
    has(3, 0);
  }

  @Test
  void whatDoesNotFitIsNotAskedForAgainNorGivenUpForIt() {
    record = new ReplicaCount(8, 0);
    for (int look = 0; look < 20; look++) {
      assertThat(first.wanted("m", new DemandLook(RANGE, 3, true, record, 0.9))).isEqualTo(record);
    }
  }

  @Test
  void modelsDontCountForEachOther() {
    first(0.9);
    has(2, 0);
    assertThat(first.wanted("other", new DemandLook(RANGE, 1, true, ReplicaCount.NONE, 0.9)))
        .isEqualTo(new ReplicaCount(2, 0));
  }
}
