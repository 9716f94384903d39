package io.gyre.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.tensor.Shape;
import io.gyre.loader.config.PriorityLevels;
import io.gyre.loader.config.QueuePolicy;
import io.gyre.worker.validation.BatchKey;
import io.gyre.worker.validation.OutputChoice;
import io.gyre.worker.validation.ValidRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestGroupsTest {
  private static final QueuePolicy PATIENT = QueuePolicy.UNLIMITED;
  private static final QueuePolicy DELAYING = new QueuePolicy(true, Duration.ofNanos(10), false, 0);
  private static final QueueRules ONE_LEVEL = rules(0, PATIENT);

  private static PendingRequest request(
      QueueRules rules, int level, int rows, BatchKey key, long acceptedAt, Deadline due) {
    InFlight inFlight = new InFlight();
    inFlight.tryBegin();
    InferenceRequest request =
        new InferenceRequest(
            new RequestHeader(
                "m", VersionChoice.ANY, "", Map.of("priority", new ParameterValue.Int64(level))),
            new RequestBody.Tensors(List.of(), List.of()),
            due,
            new Cancellation(),
            acceptedAt);
    return new PendingRequest(
        request,
        new ValidRequest(List.of(), rows, OutputChoice.all(1), key),
        _ -> {},
        inFlight,
        rules.place(request, acceptedAt),
        acceptedAt);
  }

  private static PendingRequest request(int rows, BatchKey key, long acceptedAt, Deadline due) {
    return request(ONE_LEVEL, 0, rows, key, acceptedAt, due);
  }

  private static PendingRequest request(int rows, long acceptedAt) {
    return request(rows, BatchKey.SAME, acceptedAt, Deadline.NONE);
  }

  private static PendingRequest urgent(QueueRules rules, int level, long acceptedAt) {
    return request(rules, level, 1, BatchKey.SAME, acceptedAt, Deadline.NONE);
  }

  private static QueueRules rules(int fairTurn, QueuePolicy... policies) {
    return new QueueRules(
        new PriorityLevels(List.of(policies), policies.length - 1),
        new QueueSettings(0, 0, 0, Duration.ZERO, fairTurn),
        false);
  }

  private static RequestGroups groups(BatchPolicy policy) {
    return new RequestGroups(policy, ONE_LEVEL);
  }

  private static List<PendingRequest> take(RequestGroups groups, long now) {
    TakenBatch taken = new TakenBatch();
    groups.take(now, taken);
    return taken.requests();
  }

  private static BatchPolicy greedy(int maxRows) {
    return new BatchPolicy(maxRows, true, 0, List.of(maxRows));
  }

  @Test
  void requestsAreTakenInOrderUpToTheLargestBatch() {
    RequestGroups groups = groups(greedy(4));
    PendingRequest first = request(3, 0);
    PendingRequest second = request(2, 1);
    PendingRequest third = request(1, 2);
    groups.add(first);
    groups.add(second);
    groups.add(third);

    assertThat(take(groups, 5)).containsExactly(first);
    assertThat(take(groups, 5)).containsExactly(second, third);
    assertThat(take(groups, 5)).isEmpty();
    assertThat(groups.nanosToWait(5)).isEqualTo(RequestGroups.NOTHING);
  }

  @Test
  void batchWaitsForOthersNoLongerThanTheDelay() {
    RequestGroups groups = groups(new BatchPolicy(8, true, 100, List.of(4, 8)));
    PendingRequest first = request(1, 10);
    groups.add(first);

    assertThat(take(groups, 50)).isEmpty();
    assertThat(groups.nanosToWait(50)).isEqualTo(60);
    assertThat(take(groups, 110)).containsExactly(first);
  }

  @Test
  void preferredSizeRunsAtOnceInSpiteOfTheDelay() {
    RequestGroups groups = groups(new BatchPolicy(8, true, 100, List.of(4, 8)));
    for (int i = 0; i < 5; i++) {
      groups.add(request(1, 10));
    }

    assertThat(groups.nanosToWait(11)).isZero();
    assertThat(take(groups, 11)).hasSize(4);
    assertThat(take(groups, 11)).isEmpty();
  }

  @Test
  void fullGroupDoesNotWaitBehindOneThatStillMay() {
    RequestGroups groups = groups(new BatchPolicy(2, true, 100, List.of(2)));
    BatchKey wide = new BatchKey(List.of(Shape.of(3)));
    groups.add(request(1, BatchKey.SAME, 10, Deadline.NONE));
    PendingRequest second = request(2, wide, 11, Deadline.NONE);
    groups.add(second);

    assertThat(take(groups, 12)).containsExactly(second);
  }

  @Test
  void expiredAndCancelledRequestsAreLeftOutOfBatches() {
    RequestGroups groups = groups(greedy(4));
    PendingRequest expired = request(4, BatchKey.SAME, 0, new Deadline(5, true));
    PendingRequest cancelled = request(1, 1);
    PendingRequest good = request(4, 2);
    groups.add(expired);
    groups.add(cancelled);
    groups.add(good);
    cancelled.claim();
    TakenBatch taken = new TakenBatch();

    groups.take(5, taken);

    assertThat(taken.requests()).containsExactly(good);
    assertThat(taken.expired()).containsExactly(expired);
  }

  @Test
  void urgentRequestsGoFirstAndFillTheBatchTogetherWithOthers() {
    QueueRules rules = rules(0, PATIENT, PATIENT);
    RequestGroups groups = new RequestGroups(greedy(2), rules);
    PendingRequest low = urgent(rules, 2, 0);
    PendingRequest lowToo = urgent(rules, 2, 1);
    PendingRequest high = urgent(rules, 1, 2);
    groups.add(low);
    groups.add(lowToo);
    groups.add(high);

    assertThat(take(groups, 3)).containsExactly(high, low);
    assertThat(take(groups, 3)).containsExactly(lowToo);
  }

  @Test
  void urgentRequestOfAnotherShapeOvertakesToo() {
    QueueRules rules = rules(0, PATIENT, PATIENT);
    RequestGroups groups = new RequestGroups(greedy(2), rules);
    BatchKey wide = new BatchKey(List.of(Shape.of(3)));
    PendingRequest low = urgent(rules, 2, 0);
    PendingRequest lowWide = request(rules, 2, 1, wide, 1, Deadline.NONE);
    PendingRequest high = request(rules, 1, 1, wide, 2, Deadline.NONE);
    groups.add(low);
    groups.add(lowWide);
    groups.add(high);

    assertThat(take(groups, 3)).containsExactly(high, lowWide);
    assertThat(take(groups, 3)).containsExactly(low);
  }

  @Test
  void lowLevelWaitsNoLongerThanTheFairTurn() {
    QueueRules rules = rules(4, PATIENT, PATIENT);
    RequestGroups groups = new RequestGroups(greedy(1), rules);
    PendingRequest low = urgent(rules, 2, 0);
    groups.add(low);
    for (int i = 0; i < 8; i++) {
      groups.add(urgent(rules, 1, 1));
    }

    for (int batch = 1; batch <= 3; batch++) {
      assertThat(take(groups, 2)).doesNotContain(low);
    }
    assertThat(take(groups, 2)).containsExactly(low);
  }

  @Test
  void withoutFairTurnUrgentRequestsMayStarveOthers() {
    QueueRules rules = rules(0, PATIENT, PATIENT);
    RequestGroups groups = new RequestGroups(greedy(1), rules);
    PendingRequest low = urgent(rules, 2, 0);
    groups.add(low);
    for (int i = 0; i < 100; i++) {
      groups.add(urgent(rules, 1, 1));
    }

    for (int batch = 0; batch < 100; batch++) {
      assertThat(take(groups, 2)).doesNotContain(low);
    }
    assertThat(take(groups, 2)).containsExactly(low);
  }

  @Test
  void requestThatWaitedTooLongFallsBehindItsLevelOnly() {
    QueueRules rules = rules(0, DELAYING, PATIENT);
    RequestGroups groups = new RequestGroups(greedy(1), rules);
    PendingRequest late = urgent(rules, 1, 0);
    PendingRequest low = urgent(rules, 2, 1);
    PendingRequest onTime = urgent(rules, 1, 5);
    groups.add(late);
    groups.add(low);
    groups.add(onTime);

    assertThat(take(groups, 12)).containsExactly(onTime);
    assertThat(take(groups, 12)).containsExactly(late);
    assertThat(take(groups, 12)).containsExactly(low);
  }

  @Test
  void requestThatIsRefusedForItsWaitExpires() {
    QueueRules rules = rules(0, new QueuePolicy(false, Duration.ofNanos(10), false, 0));
    RequestGroups groups = new RequestGroups(greedy(1), rules);
    PendingRequest first = urgent(rules, 0, 0);
    groups.add(first);
    List<PendingRequest> expired = new ArrayList<>();

    assertThat(groups.hasExpired(9)).isFalse();
    assertThat(groups.hasExpired(10)).isTrue();
    groups.evict(10, expired);
    assertThat(expired).containsExactly(first);
    assertThat(groups.hasExpired(1_000)).isFalse();
  }

  @Test
  void everyRequestIsTakenOrEvictedOnceInOrderAndNeverMixed() {
    for (int seed = 0; seed < 300; seed++) {
      new Walk(seed).run();
    }
  }

  /** One random history of arrivals, takes, cancels, evictions and the passing of time. */
  private static final class Walk {
    private final Random random;
    private final BatchPolicy policy;
    private final QueueRules rules;
    private final RequestGroups groups;
    private final List<PendingRequest> arrived = new ArrayList<>();
    private final Set<PendingRequest> ended = new HashSet<>();
    private final Map<BatchKey, Integer> lastTaken = new HashMap<>();
    private long now;

    Walk(int seed) {
      random = new Random(seed);
      int maxRows = 1 + random.nextInt(16);
      boolean together = random.nextInt(4) > 0;
      long delay = random.nextBoolean() ? 0 : random.nextInt(50);
      policy =
          new BatchPolicy(maxRows, together, delay, List.of(Math.max(1, maxRows / 2), maxRows));
      rules =
          switch (random.nextInt(3)) {
            case 0 -> ONE_LEVEL;
            case 1 -> rules(random.nextInt(5), PATIENT, PATIENT, PATIENT);
            default -> rules(random.nextInt(5), DELAYING, PATIENT, DELAYING);
          };
      groups = new RequestGroups(policy, rules);
    }

    void run() {
      for (int step = 0; step < 200; step++) {
        now += random.nextInt(10);
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> arrive();
          case 4, 5 -> takeOne();
          case 6 -> cancel();
          default -> evict();
        }
      }
      now += 1_000;
      while (takeOne()) {}
      assertThat(groups.nanosToWait(now)).isEqualTo(RequestGroups.NOTHING);
      assertThat(ended).containsExactlyInAnyOrderElementsOf(arrived);
    }

    private void arrive() {
      BatchKey key = new BatchKey(List.of(Shape.of(random.nextInt(3))));
      Deadline due =
          random.nextInt(4) == 0 ? new Deadline(now + random.nextInt(100), true) : Deadline.NONE;
      int level = random.nextInt(rules.levels() + 2);
      PendingRequest request =
          request(rules, level, 1 + random.nextInt(policy.maxRows()), key, now, due);
      arrived.add(request);
      groups.add(request);
    }

    private boolean takeOne() {
      TakenBatch taken = new TakenBatch();
      groups.take(now, taken);
      taken.expired().forEach(this::expire);
      List<PendingRequest> batch = taken.requests();
      assertThat(batch.stream().mapToInt(request -> request.valid().rows()).sum())
          .isLessThanOrEqualTo(policy.maxRows());
      assertThat(batch.size()).isLessThanOrEqualTo(policy.together() ? Integer.MAX_VALUE : 1);
      for (PendingRequest request : batch) {
        assertThat(ended.add(request)).isTrue();
        assertThat(request.isClaimed()).isTrue();
        assertThat(request.isPast(now)).isFalse();
        assertThat(request.valid().key()).isEqualTo(batch.getFirst().valid().key());
        if (rules == ONE_LEVEL) {
          int place = arrived.indexOf(request);
          Integer before = lastTaken.put(request.valid().key(), place);
          assertThat(before == null || before < place).isTrue();
        }
      }
      return !batch.isEmpty();
    }

    private void expire(PendingRequest request) {
      assertThat(ended.add(request)).isTrue();
      assertThat(request.isPast(now)).isTrue();
    }

    private void cancel() {
      if (!arrived.isEmpty()) {
        PendingRequest request = arrived.get(random.nextInt(arrived.size()));
        if (request.claim()) {
          assertThat(ended.add(request)).isTrue();
        }
      }
    }

    private void evict() {
      List<PendingRequest> expired = new ArrayList<>();
      groups.evict(now, expired);
      expired.forEach(this::expire);
    }
  }
}
