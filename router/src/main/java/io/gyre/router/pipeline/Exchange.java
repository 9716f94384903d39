package io.gyre.router.pipeline;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.balance.AffinityKey;
import io.gyre.router.control.ClusterView;
import io.gyre.router.directory.Absence;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.Pins;
import io.gyre.router.table.Replica;
import io.gyre.router.table.ServedVersion;
import io.gyre.router.table.VersionId;
import io.gyre.router.trace.Trace;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One admitted request. It is pinned to one version for an attempt, and to the version that is
 * current by then for the next one: an attempt that a replica would not take has left nothing
 * behind. One that was lost with its worker may have run, so what follows it stays on its version.
 *
 * <p>Attempts follow one another, so the fields need no lock: the upstream's hand-over orders them.
 */
final class Exchange implements Reply {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final RequestPipeline pipeline;
  private final InferenceRequest request;
  private final Reply reply;
  private final int admitted;
  private final long admittedAt;
  private final AtomicBoolean awaiting = new AtomicBoolean();
  private final @Nullable Trace trace;
  private final Candidates candidates;
  private int attempts;
  private int losses;
  private @Nullable Refusal loss;
  private @Nullable VersionId bound;
  private int pinned = Pins.SEALED;
  private long sentAt;
  private @Nullable ServedVersion version;

  /** What the request counts for: set when it is pinned, and kept when the pin is let go. */
  private @Nullable ServedVersion lastPinned;

  private @Nullable Replica replica;

  Exchange(
      RequestPipeline pipeline, InferenceRequest request, Reply reply, int admitted, long now) {
    this.pipeline = pipeline;
    this.request = request;
    this.reply = reply;
    this.admitted = admitted;
    this.admittedAt = now;
    this.trace = pipeline.tracing().begin(request);
    this.candidates = new Candidates(pipeline.balancer(), AffinityKey.of(request.header()));
  }

  /** Pins a version, picks a replica, sends. */
  void attempt(long now) {
    ServedVersion target = pin();
    if (target == null) {
      end(Absence.explain(pipeline.view().get(), model(), request.header().version()), now);
      return;
    }
    if (target.partitions().size() > 1) {
      end(partitioned(), now);
      return;
    }
    Replica picked = candidates.pick(target, now);
    if (picked == null) {
      end(exhausted(), now);
      return;
    }
    if (attempts == 0) {
      pipeline.metrics().pinned(target);
      pipeline.budget().earn();
    } else {
      pipeline.metrics().retried(target, Reason.NO_REPLICA);
    }
    send(picked, now);
  }

  private void send(Replica picked, long now) {
    attempts++;
    replica = picked;
    sentAt = now;
    if (trace != null) {
      trace.sent(now);
    }
    awaiting.set(true);
    long patience = version == null ? 0 : pipeline.hedging().patience(request, version);
    if (patience > 0) {
      Hedge hedge = new Hedge(request, pipeline.clock(), this::hedged);
      hedge.send(picked, now);
      pipeline.hedging().after(patience, () -> hedge.sendAnother(() -> second(picked)));
      return;
    }
    picked.sent();
    // An upstream that breaks its promise not to throw has failed this one request.
    try {
      picked.upstream().infer(picked.unit(), request, this);
    } catch (RuntimeException | Error defect) {
      LOG.error("{} at worker {}: a request can't be sent", picked.unit(), picked.worker(), defect);
      accept(Refusal.of(Reason.INTERNAL, "the request can't be sent to a worker: " + defect));
    }
  }

  /**
   * A second replica beside {@code first}, where there is one to afford; null where there isn't.
   */
  private @Nullable Replica second(Replica first) {
    if (version == null) {
      return null;
    }
    Replica other = candidates.pickBeside(first, version, pipeline.clock().getAsLong());
    if (other == null || !pipeline.budget().takeSpare()) {
      return null;
    }
    attempts++;
    pipeline.metrics().hedged(version);
    return other;
  }

  /** Takes the outcome of an attempt at up to two replicas. */
  private void hedged(Replica by, long since, Outcome outcome, List<Hedge.Loss> failed) {
    for (Hedge.Loss one : failed) {
      candidates.exclude(one.replica());
      if (one.refusal().reason() == Reason.WORKER_LOST) {
        lost(one.refusal());
      }
    }
    replica = by;
    sentAt = since;
    accept(outcome);
  }

  private void lost(Refusal refusal) {
    losses++;
    loss = refusal;
    bound = version == null ? null : version.id();
  }

  /**
   * Pins the version asked for. One that is sealed meanwhile is of a table that has been replaced
   * before: the next read has a newer one.
   */
  private @Nullable ServedVersion pin() {
    while (true) {
      ServedVersion target = find(pipeline.view().get());
      if (target == null) {
        return null;
      }
      int receipt = target.pins().pin();
      if (receipt != Pins.SEALED) {
        pinned = receipt;
        version = target;
        lastPinned = target;
        return target;
      }
    }
  }

  private @Nullable ServedVersion find(ClusterView view) {
    ModelRoutes routes = view.table().model(model());
    if (routes == null) {
      return null;
    }
    if (bound != null) {
      ServedVersion same = routes.version(bound.version());
      return same != null && same.id().equals(bound) ? same : null;
    }
    return routes.version(request.header().version());
  }

  /** Takes an attempt's outcome, the first one. */
  @Override
  public void accept(Outcome outcome) {
    if (!awaiting.compareAndSet(true, false)) {
      if (outcome instanceof InferenceResponse late) {
        late.close();
      }
      return;
    }
    long now = pipeline.clock().getAsLong();
    if (trace != null) {
      trace.answered(now);
    }
    if (outcome instanceof Refusal refusal) {
      refused(refusal, now);
    } else {
      if (replica != null) {
        replica.answered(now - sentAt, now);
      }
      end(outcome, now);
    }
  }

  private void refused(Refusal refusal, long now) {
    switch (refusal.reason()) {
      case NO_REPLICA, WORKER_LOST -> failed(refusal, now);
      case QUEUE_FULL, OVERLOADED, MEMORY_FULL -> overloaded(refusal, now);
      case INTERNAL -> {
        if (replica != null) {
          replica.failed(now);
        }
        end(refusal, now);
      }
      case CANCELLED -> {
        if (replica != null) {
          replica.cancelled(now - sentAt, now);
        }
        end(refusal, now);
      }
      default -> {
        if (replica != null) {
          replica.answered(now - sentAt, now);
        }
        end(refusal, now);
      }
    }
  }

  /** What a busy replica turned away has not run: another may have room, where one can be paid. */
  private void overloaded(Refusal refusal, long now) {
    if (replica != null) {
      replica.refused(now);
      candidates.exclude(replica);
    }
    Replica other = null;
    if (loss == null && pipeline.rules().allow(request, attempts, losses, now)) {
      other = candidates.pick(version, now);
    }
    if (other == null || version == null || !pipeline.budget().takeSpare()) {
      giveUp(refusal, now);
      return;
    }
    pipeline.metrics().retried(version, refusal.reason());
    send(other, now);
  }

  private void failed(Refusal refusal, long now) {
    if (replica != null) {
      replica.failed(now);
      candidates.exclude(replica);
    }
    if (refusal.reason() == Reason.WORKER_LOST) {
      lost(refusal);
    }
    if (!pipeline.rules().allow(request, attempts, losses, now)) {
      giveUp(refusal, now);
    } else if (losses == 0) {
      unpin();
      attempt(now);
    } else {
      repeat(refusal, now);
    }
  }

  /**
   * Sends what was lost to another replica of its version, where there is one to afford. The loss
   * is paid for once: a replica that doesn't take the request costs nothing more.
   */
  private void repeat(Refusal refusal, long now) {
    Replica other = otherReplica(now);
    if (other == null || version == null || !isAffordable(refusal.reason())) {
      giveUp(refusal, now);
      return;
    }
    pipeline.metrics().retried(version, refusal.reason());
    send(other, now);
  }

  private boolean isAffordable(Reason reason) {
    return reason != Reason.WORKER_LOST || pipeline.budget().take();
  }

  /** Ends with the loss, where there was one: the client learns that it may have run. */
  private void giveUp(Refusal refusal, long now) {
    end(loss == null ? refusal : loss, now);
  }

  /** Of those that the request is pinned to, else of those that have come since. */
  private @Nullable Replica otherReplica(long now) {
    Replica other = candidates.pick(version, now);
    if (other != null) {
      return other;
    }
    ServedVersion newer = find(pipeline.view().get());
    if (newer == null || newer == version) {
      return null;
    }
    unpin();
    return candidates.pick(pin(), now);
  }

  /**
   * Settles the request, answers, and only then lets go of what it held: a drain waits for answers,
   * not for attempts.
   */
  private void end(Outcome outcome, long now) {
    pipeline.metrics().ended(lastPinned, outcome, now - admittedAt);
    pipeline.accessLog().ended(request.header(), replica, outcome, attempts, now - admittedAt);
    if (trace != null) {
      trace.ended(lastPinned == null ? 0 : lastPinned.id().version(), outcome, now);
    }
    try {
      reply.accept(outcome);
    } finally {
      unpin();
      pipeline.admission().leave(admitted);
    }
  }

  private void unpin() {
    if (version != null) {
      version.pins().unpin(pinned);
      version = null;
    }
  }

  private String model() {
    return request.header().model();
  }

  private Refusal exhausted() {
    return Refusal.of(
        Reason.NO_REPLICA,
        "none of the workers that serve model '"
            + model()
            + "' took the request, although "
            + attempts
            + " were asked; send it again");
  }

  private Refusal partitioned() {
    return Refusal.of(
        Reason.UNSUPPORTED,
        "model '" + model() + "' is cut into partitions, and this router runs whole models only");
  }
}
