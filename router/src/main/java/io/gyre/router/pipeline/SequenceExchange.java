package io.gyre.router.pipeline;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.SequenceStep;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.upstream.Reply;
import io.gyre.router.directory.Absence;
import io.gyre.router.sequence.SequenceKey;
import io.gyre.router.sequence.SequencePin;
import io.gyre.router.sequence.SequencePins;
import io.gyre.router.sequence.SequencePlacement;
import io.gyre.router.table.Pins;
import io.gyre.router.table.Replica;
import io.gyre.router.table.ServedVersion;
import io.gyre.router.trace.Trace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One admitted request of a sequence. It goes to the replica that holds the sequence's state, and
 * nowhere else: only where none does yet may a replica that would not take it be followed by
 * another.
 */
final class SequenceExchange implements Reply, SequencePins.Turn {
  private static final Logger LOG = LoggerFactory.getLogger(SequenceExchange.class);

  /** Ends that leave open whether the model ran. */
  private static final Set<Reason> MAY_HAVE_RUN =
      EnumSet.of(
          Reason.CANCELLED, Reason.DEADLINE_EXCEEDED, Reason.EXECUTION_FAILED, Reason.INTERNAL);

  private final RequestPipeline pipeline;
  private final InferenceRequest request;
  private final SequenceKey key;
  private final SequenceStep step;
  private final Reply reply;
  private final int admitted;
  private final long admittedAt;
  private final AtomicBoolean waiting = new AtomicBoolean(true);
  private final AtomicBoolean awaiting = new AtomicBoolean();
  private final @Nullable Trace trace;
  private final List<Replica> refusedBy = new ArrayList<>(0);
  private int attempts;
  private int pinned = Pins.SEALED;
  private boolean follows;
  private long sentAt;
  private @Nullable SequencePin sequence;
  private @Nullable ServedVersion version;
  private @Nullable Replica replica;

  SequenceExchange(
      RequestPipeline pipeline,
      InferenceRequest request,
      SequenceStep step,
      Reply reply,
      int admitted,
      long now) {
    this.pipeline = pipeline;
    this.request = request;
    this.key = SequenceKey.of(request.header(), step);
    this.step = step;
    this.reply = reply;
    this.admitted = admitted;
    this.admittedAt = now;
    this.trace = pipeline.tracing().begin(request);
  }

  /** Takes its place in the sequence. */
  void begin() {
    pipeline.sequences().enter(key, this);
    request.cancellation().onCancel(this::cancel);
  }

  private void cancel() {
    if (waiting.compareAndSet(true, false)) {
      end(
          refusal(Reason.CANCELLED, "the client cancelled the request while it waited"),
          pipeline.clock().getAsLong());
    }
  }

  @Override
  public boolean expire(long now) {
    boolean expires = request.deadline().isPast(now) && waiting.compareAndSet(true, false);
    if (expires) {
      end(refusal(Reason.DEADLINE_EXCEEDED, "the deadline passed while the request waited"), now);
    }
    return expires;
  }

  @Override
  public boolean isOver() {
    return !waiting.get();
  }

  @Override
  public void run(SequencePin pin) {
    long now = pipeline.clock().getAsLong();
    sequence = pin;
    if (expire(now) || !waiting.compareAndSet(true, false)) {
      pipeline.sequences().leave(pin);
      return;
    }
    follows = pin.replica() != null && !step.start();
    if (follows) {
      version = pin.version();
      send(pin.replica(), now);
    } else {
      attempt(now);
    }
  }

  /** Pins a version, and sends to the replica at which the sequence belongs. */
  private void attempt(long now) {
    ServedVersion target = pinVersion();
    if (target == null) {
      finish(Absence.explain(pipeline.view().get(), key.model(), key.version()), now);
    } else if (target.partitions().size() > 1) {
      finish(refusal(Reason.UNSUPPORTED, "it is cut into partitions"), now);
    } else {
      Replica picked = SequencePlacement.pick(key, target.partitions().getFirst(), refusedBy);
      if (picked == null) {
        finish(refusal(Reason.NO_REPLICA, "no worker took the request; send it again"), now);
      } else {
        send(picked, now);
      }
    }
  }

  private @Nullable ServedVersion pinVersion() {
    while (true) {
      ServedVersion target = pipeline.find(request.header());
      if (target == null) {
        return null;
      }
      int receipt = target.pins().pin();
      if (receipt != Pins.SEALED) {
        pinned = receipt;
        version = target;
        return target;
      }
    }
  }

  private void send(@Nullable Replica to, long now) {
    if (to == null || version == null) {
      throw new IllegalStateException("nowhere to send to");
    }
    if (attempts++ == 0) {
      pipeline.metrics().pinned(version);
    } else {
      pipeline.metrics().retried(version, Reason.NO_REPLICA);
    }
    replica = to;
    sentAt = now;
    if (trace != null) {
      trace.sent(now);
    }
    to.sent();
    awaiting.set(true);
    try {
      to.upstream().infer(to.unit(), request, this);
    } catch (RuntimeException | Error defect) {
      LOG.error("{} at worker {}: a request can't be sent", to.unit(), to.worker(), defect);
      accept(Refusal.of(Reason.INTERNAL, "the request can't be sent to a worker: " + defect));
    }
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
    switch (outcome) {
      case InferenceResponse response -> {
        answered(now);
        settle(true);
        finish(response, now);
      }
      case Refusal refusal -> refused(refusal, now);
    }
  }

  private void refused(Refusal refusal, long now) {
    Reason reason = refusal.reason();
    boolean gone = reason == Reason.NO_REPLICA || reason == Reason.WORKER_LOST;
    if (reason == Reason.CANCELLED && replica != null) {
      replica.cancelled(now - sentAt, now);
    } else if (!gone) {
      answered(now);
    } else if (replica != null) {
      replica.failed(now);
      refusedBy.add(replica);
    }
    if (reason == Reason.NO_REPLICA && !follows && mayTryElsewhere(now)) {
      unpinVersion();
      attempt(now);
    } else if (gone && (follows || reason == Reason.WORKER_LOST)) {
      forget();
      finish(lost(refusal), now);
    } else {
      if (reason == Reason.NO_SEQUENCE) {
        forget();
      } else {
        settle(MAY_HAVE_RUN.contains(reason));
      }
      finish(refusal, now);
    }
  }

  private boolean mayTryElsewhere(long now) {
    return attempts < pipeline.rules().maxAttempts()
        && !request.cancellation().isCancelled()
        && !request.deadline().isPast(now);
  }

  private void answered(long now) {
    if (replica != null) {
      replica.answered(now - sentAt, now);
    }
  }

  /**
   * Notes where the sequence is.
   *
   * @param ran whether the request may have run, and so have begun or ended it
   */
  private void settle(boolean ran) {
    if (!ran || sequence == null) {
      return;
    }
    if (step.end()) {
      sequence.unpin();
    } else if (!follows && replica != null && version != null) {
      long idleMicros = version.config().getSequenceBatching().getMaxSequenceIdleMicroseconds();
      sequence.pin(
          replica,
          version,
          TimeUnit.MICROSECONDS.toNanos(idleMicros < 0 ? Long.MAX_VALUE : idleMicros));
    }
  }

  private void forget() {
    if (sequence != null) {
      sequence.unpin();
    }
  }

  private Refusal lost(Refusal cause) {
    return refusal(
        Reason.SEQUENCE_LOST,
        "the state of sequence "
            + key.id()
            + " is lost with the worker that held it ("
            + cause.message()
            + "); begin the sequence anew, with sequence_start on its first request");
  }

  private Refusal refusal(Reason reason, String message) {
    return Refusal.of(reason, "model '" + key.model() + "': " + message);
  }

  /** Ends its turn once it has answered. */
  private void finish(Outcome outcome, long now) {
    try {
      end(outcome, now);
    } finally {
      if (sequence != null) {
        pipeline.sequences().leave(sequence);
      }
    }
  }

  /** Settles the request and answers. */
  private void end(Outcome outcome, long now) {
    pipeline.metrics().ended(version, outcome, now - admittedAt);
    pipeline.accessLog().ended(request.header(), replica, outcome, attempts, now - admittedAt);
    if (trace != null) {
      trace.ended(version == null ? 0 : version.id().version(), outcome, now);
    }
    try {
      reply.accept(outcome);
    } finally {
      unpinVersion();
      pipeline.admission().leave(admitted);
    }
  }

  private void unpinVersion() {
    if (version != null && pinned != Pins.SEALED) {
      version.pins().unpin(pinned);
      pinned = Pins.SEALED;
    }
  }
}
