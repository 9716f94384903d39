package io.gyre.worker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.tensor.Shape;
import io.gyre.worker.validation.BatchKey;
import io.gyre.worker.validation.OutputChoice;
import io.gyre.worker.validation.ValidRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestGroupsTest {
  private static final RequestHeader HEADER =
      new RequestHeader("m", OptionalLong.empty(), "", Map.of());

  private static PendingRequest request(int rows, BatchKey key, long acceptedAt, Deadline due) {
    InFlight inFlight = new InFlight();
    inFlight.tryBegin();
    return new PendingRequest(
        new InferenceRequest(
            HEADER,
            new RequestBody.Tensors(List.of(), List.of()),
            due,
            new Cancellation(),
            acceptedAt),
        new ValidRequest(List.of(), rows, OutputChoice.all(1), key),
        _ -> {},
        inFlight,
        acceptedAt);
  }

  private static PendingRequest request(int rows, long acceptedAt) {
    return request(rows, BatchKey.SAME, acceptedAt, Deadline.NONE);
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
    RequestGroups groups = new RequestGroups(greedy(4));
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
    RequestGroups groups = new RequestGroups(new BatchPolicy(8, true, 100, List.of(4, 8)));
    PendingRequest first = request(1, 10);
    groups.add(first);

    assertThat(take(groups, 50)).isEmpty();
    assertThat(groups.nanosToWait(50)).isEqualTo(60);
    assertThat(take(groups, 110)).containsExactly(first);
  }

  @Test
  void preferredSizeRunsAtOnceInSpiteOfTheDelay() {
    RequestGroups groups = new RequestGroups(new BatchPolicy(8, true, 100, List.of(4, 8)));
    for (int i = 0; i < 5; i++) {
      groups.add(request(1, 10));
    }

    assertThat(groups.nanosToWait(11)).isZero();
    assertThat(take(groups, 11)).hasSize(4);
    assertThat(take(groups, 11)).isEmpty();
  }

  @Test
  void fullGroupDoesNotWaitBehindOneThatStillMay() {
    RequestGroups groups = new RequestGroups(new BatchPolicy(2, true, 100, List.of(2)));
    BatchKey wide = new BatchKey(List.of(Shape.of(3)));
    groups.add(request(1, BatchKey.SAME, 10, Deadline.NONE));
    PendingRequest second = request(2, wide, 11, Deadline.NONE);
    groups.add(second);

    assertThat(take(groups, 12)).containsExactly(second);
  }

  @Test
  void expiredAndCancelledRequestsAreLeftOutOfBatches() {
    RequestGroups groups = new RequestGroups(greedy(4));
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
  void everyRequestIsTakenOrEvictedOnceInOrderAndNeverMixed() {
    for (int seed = 0; seed < 300; seed++) {
      new Walk(seed).run();
    }
  }

  /** One random history of arrivals, takes, cancels, evictions and the passing of time. */
  private static final class Walk {
    private final Random random;
    private final BatchPolicy policy;
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
      groups = new RequestGroups(policy);
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
      PendingRequest request = request(1 + random.nextInt(policy.maxRows()), key, now, due);
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
        int place = arrived.indexOf(request);
        Integer before = lastTaken.put(request.valid().key(), place);
        assertThat(before == null || before < place).isTrue();
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
