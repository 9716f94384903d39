package io.gyre.worker.queue;

import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A unit's one queue, filled by event loops without a lock and emptied by the unit's instances in
 * turn. What waits while the instances are busy becomes the next batches.
 */
public final class RequestQueue {
  private static final int CHUNK = 256;

  private final ReadPasses passes;
  private final Runnable wakeOne = this::wakeOne;
  private final LongSupplier nanoTime;
  private final QueueRules rules;
  private final RefusalListener refusals;
  private final MpscUnboundedAtomicArrayQueue<PendingRequest> arrivals =
      new MpscUnboundedAtomicArrayQueue<>(CHUNK);
  private final MessagePassingQueue.Consumer<PendingRequest> toGroups;
  private final Backlog backlog;
  private final QueueAdmission admission;
  private final ServiceRate rate;

  /** Rows of an execution that has all it can take. */
  private final int mostRows;

  private final @Nullable AnswerOrder order;
  private final List<Waiter> waiters = new CopyOnWriteArrayList<>();
  private final ReentrantLock taking = new ReentrantLock();

  /** Guarded by {@link #taking}. */
  private final RequestGroups groups;

  private volatile boolean cancelled;
  private volatile boolean leftovers;
  private volatile boolean closed;

  /**
   * @param rules what is granted to requests while they wait
   * @param instances how many instances empty it
   * @param passes at whose end an instance is woken
   * @param refusals learns of every request that ends here, before its client does
   */
  public RequestQueue(
      BatchPolicy policy,
      QueueRules rules,
      int instances,
      ReadPasses passes,
      LongSupplier nanoTime,
      RefusalListener refusals) {
    this.passes = passes;
    this.groups = new RequestGroups(policy, rules);
    this.toGroups = groups::add;
    this.rules = rules;
    this.backlog = new Backlog(rules.levels());
    this.admission = new QueueAdmission(rules.settings());
    this.rate = new ServiceRate(instances);
    this.mostRows = policy.together() ? policy.maxRows() : 1;
    this.order = rules.ordered() ? new AnswerOrder() : null;
    this.nanoTime = nanoTime;
    this.refusals = refusals;
  }

  /**
   * Why a request of that place and deadline isn't let in at {@code now}, from what waits and how
   * long it takes; null where it is. It costs a few reads, so that it can be asked before a request
   * is decoded.
   */
  public @Nullable Refusal refusal(QueuePlace place, Deadline deadline, long now) {
    return admission.refusal(
        load(place.level(), now), deadline.earlier(place.dueBy()).remaining(now));
  }

  private QueueAdmission.Load load(int level, long now) {
    long rows = backlog.rowsUpTo(level);
    long full = rows / mostRows;
    return new QueueAdmission.Load(
        backlog.requests(level),
        rules.mostWaiting(level),
        rows,
        backlog.bytes(),
        full * rate.nanosBetween(mostRows, now),
        rate.nanosToNext(now),
        rate.nanosToRun(rows % mostRows + 1, now));
  }

  /** Takes a request in line that {@link #refusal} was not asked about, or refuses it. */
  public void admit(PendingRequest request) {
    Refusal refusal = refusal(request.place(), request.request().deadline(), nanoTime.getAsLong());
    if (refusal == null) {
      offer(request);
    } else {
      finish(request, refusal);
    }
  }

  /** Takes a request in line, or refuses it where by now as many of its level wait as may. */
  public void offer(PendingRequest request) {
    int level = request.place().level();
    if (backlog.add(request) > rules.mostWaiting(level)) {
      backlog.remove(request);
      finish(request, QueueAdmission.tooMany(load(level, nanoTime.getAsLong())));
      return;
    }
    if (order != null) {
      request.answersIn(order);
    }
    arrivals.offer(request);
    request.request().cancellation().onCancel(() -> cancel(request));
    // Either this thread sees an instance that has prepared to park, or that instance sees what was
    // queued before.
    VarHandle.fullFence();
    if (anyParked()) {
      passes.atEnd(wakeOne);
    }
  }

  private boolean anyParked() {
    for (Waiter waiter : waiters) {
      if (waiter.isParked()) {
        return true;
      }
    }
    return false;
  }

  private void cancel(PendingRequest request) {
    if (request.claim()) {
      cancelled = true;
      end(request, Reason.CANCELLED, "the client cancelled the request while it waited");
    }
  }

  /** Number of requests that wait. */
  public int size() {
    return backlog.requests();
  }

  /**
   * Waits for requests to run together; for the instance that {@code waiter} belongs to.
   *
   * @return false once the queue is closed
   */
  public boolean take(Waiter waiter, TakenBatch taken) {
    while (true) {
      long nanosToWait = takeNow(taken);
      if (!taken.requests().isEmpty()) {
        return true;
      }
      if (closed) {
        return false;
      }
      if (nanosToWait > 0) {
        park(waiter, nanosToWait);
      }
    }
  }

  /** Takes what may run by now; returns the time after which to look again, 0 for at once. */
  long takeNow(TakenBatch taken) {
    long nanosToWait;
    taking.lock();
    try {
      arrivals.drain(toGroups);
      long now = nanoTime.getAsLong();
      groups.take(now, taken);
      nanosToWait = groups.nanosToWait(now);
      leftovers = nanosToWait == 0;
      if (!taken.requests().isEmpty()) {
        rate.begins(taken.rows(), now);
      }
    } finally {
      taking.unlock();
    }
    leave(taken.requests());
    expire(taken.expired());
    taken.expired().clear();
    if (leftovers || (!taken.requests().isEmpty() && nanosToWait != RequestGroups.NOTHING)) {
      wakeOne(); // for what may run by now, or to wait for the rest in this instance's place
    }
    return nanosToWait;
  }

  /** Counts out the requests that an instance has taken. */
  private void leave(List<PendingRequest> requests) {
    int level = 0;
    int count = 0;
    int rows = 0;
    long bytes = 0;
    for (int i = 0; i < requests.size(); i++) {
      PendingRequest request = requests.get(i);
      if (count > 0 && request.place().level() != level) {
        backlog.remove(level, count, rows, bytes);
        count = 0;
        rows = 0;
        bytes = 0;
      }
      level = request.place().level();
      count++;
      rows += request.valid().rows();
      bytes += request.bytes();
    }
    if (count > 0) {
      backlog.remove(level, count, rows, bytes);
    }
  }

  /**
   * Refuses the requests whose time is over, also while every instance is busy, and forgets those
   * that were cancelled.
   */
  public void evictExpired() {
    if (backlog.requests() == 0 && !cancelled) {
      return;
    }
    List<PendingRequest> expired = new ArrayList<>();
    taking.lock();
    try {
      arrivals.drain(toGroups);
      long now = nanoTime.getAsLong();
      if (cancelled || groups.hasExpired(now)) {
        cancelled = false;
        groups.evict(now, expired);
      }
      leftovers = groups.nanosToWait(now) == 0;
    } finally {
      taking.unlock();
    }
    expire(expired);
    wakeOne();
  }

  private void expire(List<PendingRequest> expired) {
    for (PendingRequest request : expired) {
      end(
          request,
          Reason.DEADLINE_EXCEEDED,
          "Request timeout expired while it waited; allow it more time, or send fewer at a time");
    }
  }

  private void end(PendingRequest request, Reason reason, String message) {
    backlog.remove(request);
    finish(request, Refusal.of(reason, message));
  }

  private void finish(PendingRequest request, Refusal refusal) {
    Refusal named = refusal.about("model '" + request.request().header().model() + "'");
    refusals.refused(request, named);
    request.answerAtOnce(named);
  }

  /**
   * Counts an execution, for the predictions that requests are let in by.
   *
   * @param taken what it answered
   */
  public void ran(TakenBatch taken, long nanos) {
    rate.ran(taken.rows(), nanos, nanoTime.getAsLong());
  }

  /** Ends every {@link #take}. For when nothing is in flight and nothing comes any more. */
  public void close() {
    closed = true;
    waiters.forEach(Waiter::wake);
  }

  /** The place where the calling thread, an instance's, waits in {@link #take}. */
  public Waiter newWaiter() {
    Waiter waiter = new Waiter(Thread.currentThread());
    waiters.add(waiter);
    return waiter;
  }

  private void park(Waiter waiter, long nanos) {
    waiter.prepare();
    if (arrivals.isEmpty() && !leftovers && !closed) {
      if (nanos == RequestGroups.NOTHING) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
    waiter.finish();
  }

  private void wakeOne() {
    VarHandle.fullFence();
    for (Waiter waiter : waiters) {
      if (waiter.wake()) {
        return;
      }
    }
  }

  /** Told of requests that the queue ends. */
  @FunctionalInterface
  public interface RefusalListener {
    void refused(PendingRequest request, Refusal refusal);
  }
}
