package io.gyre.worker.sequence;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.SequenceStep;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.upstream.Reply;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.SequenceBatching;
import io.gyre.worker.queue.InFlight;
import io.gyre.worker.queue.PendingRequest;
import io.gyre.worker.queue.QueuePlace;
import io.gyre.worker.queue.RequestQueue;
import io.gyre.worker.statistics.UnitStatistics;
import io.gyre.worker.validation.ValidRequest;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A unit's way into its queue for requests of sequences: of each sequence one request at a time, in
 * the order in which they came. Where the queue puts requests of several sequences into one batch,
 * that is as good as for any others, since what a sequence has kept comes with its request.
 */
public final class SequenceGate implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SequenceGate.class);

  private final String model;
  private final SequenceRuns runs;
  private final RequestQueue queue;
  private final InFlight inFlight;
  private final UnitStatistics statistics;
  private final LongSupplier nanoTime;
  private final AtomicLong stateBytes = new AtomicLong();

  /** Guarded by itself. */
  private final SequenceTable table;

  /**
   * @param queue where requests go whose turn it is
   * @param maxWaiting how many may wait for their turn
   * @param allocator where state is kept
   * @param inFlight counts every request that comes here already
   */
  public SequenceGate(
      ModelConfiguration configuration,
      SequenceBatching batching,
      RequestQueue queue,
      long maxWaiting,
      ByteBufAllocator allocator,
      InFlight inFlight,
      UnitStatistics statistics,
      LongSupplier nanoTime) {
    this.model = configuration.name();
    this.runs = new SequenceRuns(configuration, batching);
    this.queue = queue;
    this.inFlight = inFlight;
    this.statistics = statistics;
    this.nanoTime = nanoTime;
    this.table =
        new SequenceTable(
            model,
            batching.maxActive(),
            batching.maxIdle().toNanos(),
            maxWaiting,
            () -> new StateMemory(batching.states(), allocator, stateBytes));
  }

  /**
   * Takes a request that was accepted at {@code acceptedAt}.
   *
   * @param place where it waits once it is its turn
   */
  public void infer(
      InferenceRequest request,
      ValidRequest valid,
      Reply reply,
      QueuePlace place,
      long acceptedAt) {
    PendingRequest pending = new PendingRequest(request, valid, reply, inFlight, place, acceptedAt);
    SequenceStep step = SequenceStep.of(request.header());
    if (step == null) {
      refuse(
          pending,
          Refusal.invalid(
              "inference request to model '"
                  + model
                  + "' must specify a non-zero or non-empty correlation ID: give sequence_id"));
      return;
    }
    Refusal mistake = runs.mistake(step.id(), valid);
    if (mistake != null) {
      refuse(pending, mistake);
      return;
    }
    SequenceRequest waiting = new SequenceRequest(pending, reply, step);
    Work work = new Work();
    Refusal refusal;
    synchronized (table) {
      refusal = table.arrive(waiting, nanoTime.getAsLong(), work);
    }
    if (refusal != null) {
      refuse(pending, refusal);
    } else {
      request.cancellation().onCancel(() -> cancel(waiting));
    }
    carryOut(work);
  }

  private void cancel(SequenceRequest request) {
    Work work = new Work();
    boolean cancelled;
    synchronized (table) {
      cancelled = table.cancel(request, nanoTime.getAsLong(), work);
    }
    if (cancelled) {
      String why = "the client cancelled the request while it waited for its sequence";
      refuse(request.pending(), refusal(Reason.CANCELLED, why));
    }
    carryOut(work);
  }

  private void carryOut(Work work) {
    for (Work.Run run : work.runs()) {
      start(run);
    }
    for (SequenceRequest expired : work.expired()) {
      String why = "the deadline passed while the request waited for its sequence";
      refuse(expired.pending(), refusal(Reason.DEADLINE_EXCEEDED, why));
    }
  }

  private void start(Work.Run run) {
    PendingRequest pending = run.request().pending();
    SequenceStep step = run.request().step();
    StateMemory memory = run.sequence().memory();
    ValidRequest valid;
    try {
      valid = runs.toModel(pending.valid(), step.id(), run.fresh(), step.end(), memory);
    } catch (RuntimeException | Error e) {
      LOG.error("A request of a sequence of model '{}' can't be put together", model, e);
      Refusal refusal = refusal(Reason.INTERNAL, "the request can't be put together: " + e);
      statistics.refused(refusal.reason(), nanoTime.getAsLong() - pending.acceptedAt());
      toLand(run, pending.valid()).answer(refusal);
      return;
    }
    queue.offer(toLand(run, valid));
  }

  private PendingRequest toLand(Work.Run run, ValidRequest valid) {
    PendingRequest pending = run.request().pending();
    return new PendingRequest(
        pending.request(),
        valid,
        outcome -> land(run, outcome),
        inFlight,
        pending.place(),
        pending.acceptedAt());
  }

  /** Keeps the state and lets the sequence go on before its client hears of it. */
  private void land(Work.Run run, Outcome outcome) {
    Outcome answer =
        switch (outcome) {
          case Refusal refusal -> refusal;
          case InferenceResponse response -> keep(run, response);
        };
    Work work = new Work();
    synchronized (table) {
      table.completed(run, answer instanceof InferenceResponse, nanoTime.getAsLong(), work);
    }
    try {
      carryOut(work);
    } finally {
      run.request().reply().accept(answer);
    }
  }

  private Outcome keep(Work.Run run, InferenceResponse response) {
    try {
      if (!run.request().step().end()) {
        runs.keep(response, run.sequence().memory());
      }
      return runs.toClient(response, run.request().pending().valid());
    } catch (RuntimeException | Error e) {
      response.close();
      LOG.error("The state of a sequence of model '{}' can't be kept", model, e);
      return refusal(Reason.INTERNAL, "the sequence's state can't be kept: " + e);
    }
  }

  private Refusal refusal(Reason reason, String message) {
    return Refusal.of(reason, "model '" + model + "': " + message);
  }

  private void refuse(PendingRequest request, Refusal refusal) {
    statistics.refused(refusal.reason(), nanoTime.getAsLong() - request.acceptedAt());
    request.answer(refusal);
  }

  /** Ends sequences that are idle for too long, and refuses requests whose deadline has passed. */
  public void tick() {
    Work work = new Work();
    synchronized (table) {
      table.tick(nanoTime.getAsLong(), work);
    }
    carryOut(work);
  }

  /** Requests that wait for their turn. */
  public int waiting() {
    synchronized (table) {
      return table.waiting();
    }
  }

  /** Sequences under way. */
  public int active() {
    synchronized (table) {
      return table.active();
    }
  }

  /** Sequences that wait for one of those under way to end. */
  public int backlog() {
    synchronized (table) {
      return table.backlog();
    }
  }

  /** Bytes that the sequences' state takes. */
  public long stateBytes() {
    return stateBytes.get();
  }

  /** Ends sequences as they come to rest: nothing arrives any more. */
  public void drain() {
    Work work = new Work();
    synchronized (table) {
      table.close(nanoTime.getAsLong(), work);
    }
    carryOut(work);
  }

  /** Gives all state back. To be called when nothing is under way. */
  @Override
  public void close() {
    synchronized (table) {
      table.clear();
    }
  }
}
