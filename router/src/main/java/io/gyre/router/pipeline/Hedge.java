package io.gyre.router.pipeline;

import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.table.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at up to two replicas: the second is asked where the first takes too long, the first
 * answer wins, and the other is cancelled. What won is told once both have ended: until then either
 * may read the request.
 */
final class Hedge {
  private static final Logger LOG = LoggerFactory.getLogger(Hedge.class);

  private final InferenceRequest request;
  private final LongSupplier clock;
  private final Ending ending;
  private final List<Leg> open = new ArrayList<>(2);
  private final List<Loss> losses = new ArrayList<>(1);
  private @Nullable Leg winner;
  private @Nullable Outcome outcome;

  /** Takes the end of an attempt. */
  @FunctionalInterface
  interface Ending {
    /**
     * @param replica whose outcome counts
     * @param sentAt when it was asked
     * @param losses replicas that failed before
     */
    void ended(Replica replica, long sentAt, Outcome outcome, List<Loss> losses);
  }

  /**
   * A replica that failed while the other was still asked.
   *
   * @param replica it
   * @param refusal how it failed
   */
  record Loss(Replica replica, Refusal refusal) {}

  Hedge(InferenceRequest request, LongSupplier clock, Ending ending) {
    this.request = request;
    this.clock = clock;
    this.ending = ending;
  }

  /** Asks the first replica. */
  void send(Replica replica, long now) {
    Leg leg = new Leg(replica, now);
    synchronized (this) {
      open.add(leg);
    }
    leg.send();
  }

  /**
   * Asks a second replica, where nothing has been decided yet.
   *
   * @param choice gives it; null where there is none to be had
   */
  void sendAnother(Supplier<@Nullable Replica> choice) {
    Leg leg;
    synchronized (this) {
      if (winner != null || open.isEmpty() || request.cancellation().isCancelled()) {
        return;
      }
      Replica other = choice.get();
      if (other == null) {
        return;
      }
      leg = new Leg(other, clock.getAsLong());
      open.add(leg);
    }
    leg.send();
  }

  private void ended(Leg leg, Outcome ended) {
    List<Leg> slower = List.of();
    boolean isLast;
    boolean counts;
    synchronized (this) {
      open.remove(leg);
      isLast = open.isEmpty();
      counts = winner == null && (isLast || isFinal(ended));
      if (counts) {
        winner = leg;
        outcome = ended;
        slower = List.copyOf(open);
      } else if (winner == null && ended instanceof Refusal refusal) {
        losses.add(new Loss(leg.replica, refusal));
      }
    }
    slower.forEach(other -> other.cancellation.cancel());
    if (!counts) {
      leg.settle(ended);
    }
    if (isLast) {
      finish();
    }
  }

  private void finish() {
    Leg won;
    Outcome what;
    List<Loss> lost;
    synchronized (this) {
      won = winner;
      what = outcome;
      lost = List.copyOf(losses);
    }
    if (won != null && what != null) {
      ending.ended(won.replica, won.sentAt, what, lost);
    }
  }

  /** Whether the other replica could do no better. */
  private static boolean isFinal(Outcome outcome) {
    return switch (outcome) {
      case InferenceResponse _ -> true;
      case Refusal refusal ->
          switch (refusal.reason()) {
            case NO_REPLICA, WORKER_LOST, QUEUE_FULL, OVERLOADED, MEMORY_FULL, INTERNAL -> false;
            default -> true;
          };
    };
  }

  /** The request at one replica, with a cancellation of its own. */
  private final class Leg implements Reply {
    private final Replica replica;
    private final long sentAt;
    private final Cancellation cancellation = new Cancellation();
    private final AtomicBoolean awaiting = new AtomicBoolean(true);

    Leg(Replica replica, long sentAt) {
      this.replica = replica;
      this.sentAt = sentAt;
    }

    void send() {
      replica.sent();
      request.cancellation().onCancel(cancellation::cancel);
      try {
        replica
            .upstream()
            .infer(
                replica.unit(),
                new InferenceRequest(
                    request.header(),
                    request.body(),
                    request.deadline(),
                    cancellation,
                    request.arrived()),
                this);
      } catch (RuntimeException | Error defect) {
        LOG.error(
            "{} at worker {}: a request can't be sent", replica.unit(), replica.worker(), defect);
        accept(Refusal.of(Reason.INTERNAL, "the request can't be sent to a worker: " + defect));
      }
    }

    @Override
    public void accept(Outcome answer) {
      if (awaiting.compareAndSet(true, false)) {
        ended(this, answer);
      } else if (answer instanceof InferenceResponse late) {
        late.close();
      }
    }

    /** Lets go of an outcome that doesn't count, but for what it says of the replica. */
    void settle(Outcome lost) {
      long now = clock.getAsLong();
      switch (lost) {
        case InferenceResponse response -> {
          response.close();
          replica.answered(now - sentAt, now);
        }
        case Refusal refusal -> settle(refusal.reason(), now);
      }
    }

    private void settle(Reason reason, long now) {
      switch (reason) {
        case NO_REPLICA, WORKER_LOST, INTERNAL -> replica.failed(now);
        case QUEUE_FULL, OVERLOADED, MEMORY_FULL -> replica.refused(now);
        case CANCELLED -> replica.cancelled(now - sentAt, now);
        default -> replica.answered(now - sentAt, now);
      }
    }
  }
}
