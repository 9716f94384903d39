package io.gyre.worker.execution;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.worker.queue.PendingRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search for the requests that made a batch fail: halves run again, and those that fail are
 * halved again, so that one bad input fails one request. The runs are bounded; what they can't tell
 * apart is refused.
 */
final class Bisection {
  /** Two would find one bad request among any number; twice as many find a few. */
  private static final int RUNS_PER_HALVING = 4;

  private final Runs runs;
  private int left;

  private Bisection(Runs runs, int left) {
    this.runs = runs;
    this.left = left;
  }

  /** What the search does with requests. */
  interface Runs {
    /** Runs the requests together and answers them all, or none and says why. */
    @Nullable Refusal tryRun(List<PendingRequest> requests);

    /** Whether nobody waits for the request any more. */
    boolean isPast(PendingRequest request);

    void refuse(PendingRequest request, Refusal refusal);
  }

  /** Most runs that follow a failed one of {@code requests}, at least two. */
  static int mostRuns(int requests) {
    return RUNS_PER_HALVING * (Integer.SIZE - Integer.numberOfLeadingZeros(requests - 1));
  }

  /** Answers all of {@code requests}, of which there are several and which failed together. */
  static void run(List<PendingRequest> requests, Refusal failure, Runs runs) {
    new Bisection(runs, mostRuns(requests.size())).halve(List.copyOf(requests), failure);
  }

  /** Answers requests of which at least one fails. */
  private void halve(List<PendingRequest> requests, Refusal failure) {
    int middle = requests.size() / 2;
    List<PendingRequest> first = requests.subList(0, middle);
    List<PendingRequest> second = requests.subList(middle, requests.size());
    if (runOrNarrow(first, failure) && second.size() > 1) {
      halve(second, failure); // the fault lies there: to run all of it again would tell nothing
    } else {
      runOrNarrow(second, failure);
    }
  }

  /** Answers requests that may fail; whether none did. */
  private boolean runOrNarrow(List<PendingRequest> all, Refusal before) {
    List<PendingRequest> requests = withoutExpired(all);
    if (requests.isEmpty()) {
      return true;
    }
    if (left == 0) {
      requests.forEach(request -> runs.refuse(request, unproven(before)));
      return false;
    }
    left--;
    Refusal failure = runs.tryRun(requests);
    if (failure == null) {
      return true;
    }
    if (requests.size() == 1) {
      runs.refuse(requests.getFirst(), failure);
    } else {
      halve(requests, failure);
    }
    return false;
  }

  private List<PendingRequest> withoutExpired(List<PendingRequest> requests) {
    List<PendingRequest> rest = new ArrayList<>(requests.size());
    for (PendingRequest request : requests) {
      if (runs.isPast(request)) {
        runs.refuse(
            request,
            Refusal.of(
                Reason.DEADLINE_EXCEEDED, "Request timeout expired while its batch ran again"));
      } else {
        rest.add(request);
      }
    }
    return rest;
  }

  private static Refusal unproven(Refusal failure) {
    return Refusal.of(
        Reason.EXECUTION_FAILED,
        failure.message()
            + " (several requests of one batch fail, and whether this one does was not found out:"
            + " send it again)");
  }
}
