package io.gyre.bench.load;

import io.gyre.loadtest.client.Client;
import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.client.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of equal requests in flight, over connections that stay open between two stretches
 * of load. Belongs to the thread that made it.
 */
final class ClosedLoop implements Completion, AutoCloseable {
  private static final long SLOWEST_ANSWER_NANOS = 10_000_000_000L;

  private final Call call;
  private final boolean refused;
  private final Client client;
  private final int[] idle;
  private int idleCount;
  private long answered;
  private @Nullable String problem;

  /**
   * @param refused whether the server's refusals are answers like others
   */
  ClosedLoop(Wire wire, Call call, int inFlight, int connections, boolean refused) {
    this.call = call;
    this.refused = refused;
    this.idle = new int[inFlight];
    for (int slot = 0; slot < inFlight; slot++) {
      idle[idleCount++] = slot;
    }
    this.client = wire.open(false, connections, inFlight, this);
  }

  /** Requests answered so far. */
  long answered() {
    return answered;
  }

  /**
   * Keeps the load up until {@code nanoTime}.
   *
   * @throws IllegalStateException where a request failed
   */
  void runUntil(long nanoTime) {
    for (long now = System.nanoTime(); now < nanoTime; now = System.nanoTime()) {
      while (idleCount > 0 && client.hasRoom()) {
        client.send(idle[--idleCount], call.head(), call.body());
      }
      client.poll(nanoTime - now);
      check();
    }
  }

  /** Waits for what is in flight. */
  void drain() {
    long last = System.nanoTime() + SLOWEST_ANSWER_NANOS;
    while (idleCount < idle.length) {
      if (System.nanoTime() > last) {
        throw new IllegalStateException("a request had no answer after 10 seconds");
      }
      client.poll(last - System.nanoTime());
      check();
    }
  }

  private void check() {
    if (problem != null) {
      throw new IllegalStateException("a request of the load failed: " + problem);
    }
  }

  @Override
  public void answered(int slot, byte[] answer) {
    answered++;
    idle[idleCount++] = slot;
  }

  @Override
  public void failed(int slot, Failure failure, String detail) {
    if (refused && failure.kind() == Failure.Kind.REFUSED_BY_SERVER) {
      answered++;
    } else {
      problem = failure + " " + detail;
    }
    idle[idleCount++] = slot;
  }

  @Override
  public void close() {
    client.close();
  }
}
