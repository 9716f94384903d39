package io.gyre.worker.queue;

import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;

/**
 * A unit's one queue, filled by event loops without a lock and emptied by the unit's instances in
 * turn. What waits while the instances are busy becomes the next batches.
 */
public final class RequestQueue {
  private static final int CHUNK = 256;

  private final ReadPasses passes;
  private final Runnable wakeOne = this::wakeOne;
  private final LongSupplier nanoTime;
  private final long maxSize;
  private final RefusalListener refusals;
  private final MpscUnboundedAtomicArrayQueue<PendingRequest> arrivals =
      new MpscUnboundedAtomicArrayQueue<>(CHUNK);
  private final MessagePassingQueue.Consumer<PendingRequest> toGroups;
  private final AtomicInteger waiting = new AtomicInteger();
  private final List<Waiter> waiters = new CopyOnWriteArrayList<>();
  private final ReentrantLock taking = new ReentrantLock();

  /** Guarded by {@link #taking}. */
  private final RequestGroups groups;

  private volatile boolean leftovers;
  private volatile boolean closed;

  /**
   * @param maxSize how many requests may wait
   * @param passes at whose end an instance is woken
   * @param refusals learns of every request that ends here, before its client does
   */
  public RequestQueue(
      BatchPolicy policy,
      long maxSize,
      ReadPasses passes,
      LongSupplier nanoTime,
      RefusalListener refusals) {
    this.passes = passes;
    this.groups = new RequestGroups(policy);
    this.toGroups = groups::add;
    this.maxSize = maxSize;
    this.nanoTime = nanoTime;
    this.refusals = refusals;
  }

  /** Takes a request in line, or refuses it where as many wait as may. */
  public void offer(PendingRequest request) {
    if (waiting.incrementAndGet() > maxSize) {
      refuse(
          request,
          Reason.QUEUE_FULL,
          "Exceeds maximum queue size: "
              + maxSize
              + " requests wait; send fewer at a time, or raise"
              + " max_queue_size");
      return;
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
      end(request, Reason.CANCELLED, "the client cancelled the request while it waited");
    }
  }

  /** Number of requests that wait. */
  public int size() {
    return waiting.get();
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

  private long takeNow(TakenBatch taken) {
    long nanosToWait;
    taking.lock();
    try {
      arrivals.drain(toGroups);
      long now = nanoTime.getAsLong();
      groups.take(now, taken);
      nanosToWait = groups.nanosToWait(now);
      leftovers = nanosToWait == 0;
    } finally {
      taking.unlock();
    }
    waiting.addAndGet(-taken.requests().size());
    expire(taken.expired());
    taken.expired().clear();
    if (leftovers) {
      wakeOne();
    }
    return nanosToWait;
  }

  /** Refuses the requests whose deadline has passed, also while every instance is busy. */
  public void evictExpired() {
    if (waiting.get() == 0) {
      return;
    }
    List<PendingRequest> expired = new ArrayList<>();
    taking.lock();
    try {
      arrivals.drain(toGroups);
      long now = nanoTime.getAsLong();
      groups.evict(now, expired);
      leftovers = groups.nanosToWait(now) == 0;
    } finally {
      taking.unlock();
    }
    expire(expired);
    wakeOne();
  }

  private void expire(List<PendingRequest> expired) {
    for (PendingRequest request : expired) {
      end(request, Reason.DEADLINE_EXCEEDED, "the deadline passed while the request waited");
    }
  }

  private void refuse(PendingRequest request, Reason reason, String message) {
    if (request.claim()) {
      end(request, reason, message);
    }
  }

  private void end(PendingRequest request, Reason reason, String message) {
    waiting.decrementAndGet();
    Refusal refusal =
        Refusal.of(reason, "model '" + request.request().header().model() + "': " + message);
    refusals.refused(request, refusal);
    request.answer(refusal);
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
