package io.gyre.router.table;

import io.gyre.cluster.hashing.Hash64;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Upstream;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One member's loaded copy of a unit, with what this router has seen of its speed. It outlives
 * routing tables: the next table takes it over.
 */
public final class Replica {
  private static final double WEIGHT_OF_LATEST = 1.0 / 16;

  /**
   * After so long without an answer, a measured latency counts half: a replica that was slow once
   * gets another chance.
   */
  private static final double HALF_LIFE_NANOS = 10e9;

  /** What a refused attempt counts as, so that a replica that refuses fast doesn't look fast. */
  private static final double REFUSED_NANOS = 1e9;

  private final String worker;
  private final UnitId unit;
  private final Upstream upstream;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final FailureStreak streak = new FailureStreak();
  private final long workerHash;
  private volatile double latency;
  private volatile long measured;
  private volatile boolean considered;
  private volatile long firstConsidered;

  Replica(String worker, UnitId unit, Upstream upstream) {
    this.worker = worker;
    this.unit = unit;
    this.upstream = upstream;
    this.workerHash = Hash64.of(worker);
  }

  public String worker() {
    return worker;
  }

  /** 64 bits that follow from the worker's id, the same in every router. */
  public long workerHash() {
    return workerHash;
  }

  public UnitId unit() {
    return unit;
  }

  public Upstream upstream() {
    return upstream;
  }

  /** Whether {@code holding} speaks of this replica. */
  boolean is(Holding holding) {
    return worker.equals(holding.worker())
        && unit.equals(holding.unit())
        && upstream == holding.upstream();
  }

  /** Attempts sent and not yet answered. */
  public int outstanding() {
    return outstanding.get();
  }

  /** Counts an attempt that is about to be sent. */
  public void sent() {
    outstanding.getAndIncrement();
  }

  /** Counts an answer that came {@code nanos} after the attempt was sent. */
  public void answered(long nanos, long now) {
    outstanding.getAndDecrement();
    streak.answered();
    observe(nanos, now);
  }

  /**
   * Counts an attempt that was cancelled after {@code nanos}: it would have taken longer, which
   * says something only of a replica that is thought to be faster, and nothing of its health.
   */
  public void cancelled(long nanos, long now) {
    outstanding.getAndDecrement();
    if (nanos > latency) {
      observe(nanos, now);
    }
  }

  /** Counts an attempt that was lost with its connection, or ended in a defect of the worker. */
  public void failed(long now) {
    refused(now);
    streak.failed(now);
  }

  /** Whether it has failed so often that it is better left out for a while. */
  public boolean isEjected(long now) {
    return streak.isEjected(now);
  }

  /** When it is given another chance; meaningless where it isn't ejected. */
  public long ejectedUntil() {
    return streak.until();
  }

  /** Nanoseconds since it was first asked for its age, as when the first request came its way. */
  public long age(long now) {
    if (!considered) {
      firstConsidered = now;
      considered = true;
    }
    return now - firstConsidered;
  }

  /** Counts an attempt that the replica would not take. */
  public void refused(long now) {
    outstanding.getAndDecrement();
    observe(Math.max(REFUSED_NANOS, latency), now);
  }

  /**
   * Nanoseconds that a request sent now may take: latency times the queue it would join; 0 where
   * nothing is known.
   */
  public double cost(long now) {
    double idle = Math.max(0, now - measured);
    return latency * HALF_LIFE_NANOS / (HALF_LIFE_NANOS + idle) * (outstanding.get() + 1);
  }

  /** Concurrent calls may lose one another's sample, which an average can bear. */
  private void observe(double nanos, long now) {
    double before = latency;
    latency = before == 0 ? nanos : before + (nanos - before) * WEIGHT_OF_LATEST;
    measured = now;
  }
}
