package io.gyre.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.worker.queue.PendingRequest;
import io.gyre.worker.replica.PendingRequests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BisectionTest {
  private static final Refusal FAILURE = Refusal.of(Reason.EXECUTION_FAILED, "failed");

  /** A model that fails on some requests. */
  private static final class Model implements Bisection.Runs {
    private final Set<PendingRequest> bad = new HashSet<>();
    private final Set<PendingRequest> late = new HashSet<>();
    private final List<PendingRequest> answered = new ArrayList<>();
    private final Map<PendingRequest, Refusal> refused = new HashMap<>();
    private int runs;

    @Override
    public @Nullable Refusal tryRun(List<PendingRequest> requests) {
      runs++;
      if (requests.stream().anyMatch(bad::contains)) {
        return FAILURE;
      }
      answered.addAll(requests);
      return null;
    }

    @Override
    public boolean isPast(PendingRequest request) {
      return late.contains(request);
    }

    @Override
    public void refuse(PendingRequest request, Refusal refusal) {
      assertThat(refused.put(request, refusal)).isNull();
    }

    void bisect(List<PendingRequest> requests) {
      Bisection.run(requests, FAILURE, this);
      assertThat(answered).doesNotHaveDuplicates();
      assertThat(answered).noneMatch(refused::containsKey);
      assertThat(answered.size() + refused.size()).isEqualTo(requests.size());
      assertThat(runs).isLessThanOrEqualTo(Bisection.mostRuns(requests.size()));
    }
  }

  @Test
  void oneBadRequestAmongAnyNumberFailsAlone() {
    for (int size = 2; size <= 65; size++) {
      List<PendingRequest> requests = PendingRequests.some(size);
      for (PendingRequest poisoned : requests) {
        Model model = new Model();
        model.bad.add(poisoned);
        model.bisect(requests);
        assertThat(model.refused).containsOnlyKeys(poisoned);
        assertThat(model.refused.get(poisoned)).isEqualTo(FAILURE);
      }
    }
  }

  @Test
  void runsAreBoundedWhateverFails() {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      List<PendingRequest> requests = PendingRequests.some(2 + random.nextInt(100));
      Model model = new Model();
      requests.stream().filter(_ -> random.nextInt(3) == 0).forEach(model.bad::add);
      model.bad.add(requests.getFirst());
      model.bisect(requests);
      assertThat(model.refused.keySet()).containsAll(model.bad);
    }
  }

  @Test
  void modelThatAlwaysFailsTellsSoWithoutARunForEachRequest() {
    List<PendingRequest> requests = PendingRequests.some(64);
    Model model = new Model();
    model.bad.addAll(requests);
    model.bisect(requests);
    assertThat(model.runs).isLessThanOrEqualTo(24);
    assertThat(model.refused.values())
        .allSatisfy(refusal -> assertThat(refusal.message()).startsWith("failed"));
  }

  @Test
  void failureThatDoesNotComeAgainRefusesNobody() {
    Model model = new Model();
    model.bisect(PendingRequests.some(9));
    assertThat(model.refused).isEmpty();
  }

  @Test
  void requestWhoseDeadlinePassedMeanwhileDoesNotRunAgain() {
    List<PendingRequest> requests = PendingRequests.some(4);
    Model model = new Model();
    model.bad.add(requests.get(0));
    model.late.add(requests.get(3));
    model.bisect(requests);
    assertThat(model.refused).containsOnlyKeys(requests.get(0), requests.get(3));
    assertThat(model.refused)
        .hasEntrySatisfying(
            requests.get(3),
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED));
  }
}
