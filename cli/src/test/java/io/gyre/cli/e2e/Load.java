package io.gyre.cli.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Clients that call without a pause, two by HTTP and two by gRPC, until they are stopped. */
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Throwable> failures = new ArrayList<>();
  private final List<Thread> clients = new ArrayList<>();
  private long answers;
  private long newest;
  private final long[] lastOf = new long[4];
  private final long[] answersOf = new long[4];
  private final boolean forwards;
  private boolean stopping;

  private Load(boolean forwards) {
    this.forwards = forwards;
  }

  /** Starts the clients, each of which is to see newer versions only. */
  static Load on(OffsetCalls calls) {
    return start(calls, true);
  }

  /** Starts the clients of a model whose versions come and go. */
  static Load backAndForth(OffsetCalls calls) {
    return start(calls, false);
  }

  private static Load start(OffsetCalls calls, boolean forwards) {
    Load load = new Load(forwards);
    for (int i = 0; i < load.lastOf.length; i++) {
      int client = i;
      Callable<Long> call = i % 2 == 0 ? calls::byHttp : calls::byGrpc;
      load.clients.add(Thread.ofPlatform().name("client-" + i).start(() -> load.run(client, call)));
    }
    return load;
  }

  private void run(int client, Callable<Long> call) {
    while (goesOn()) {
      try {
        answered(client, call.call());
      } catch (Throwable failure) {
        failed(failure);
      }
    }
  }

  private synchronized boolean goesOn() {
    return !stopping;
  }

  private synchronized void answered(int client, long version) {
    if (forwards && version < lastOf[client]) {
      failures.add(
          new AssertionError(
              "client " + client + " saw version " + version + " after " + lastOf[client]));
    }
    lastOf[client] = version;
    answers++;
    answersOf[client]++;
    newest = Math.max(newest, version);
    notifyAll();
  }

  private synchronized void failed(Throwable failure) {
    failures.add(failure);
    stopping = failures.size() > 10;
    notifyAll();
  }

  /** Waits until every client's last answer is of {@code version}. */
  void awaitVersion(long version) {
    await(
        "every client to see version " + version,
        () -> LongStream.of(lastOf).allMatch(last -> last == version));
  }

  /** Waits for so many more answers. */
  synchronized void awaitAnswers(int more) {
    long target = answers + more;
    await(more + " more answers", () -> answers >= target);
  }

  /** Waits until a client gets no answer any more, while others get many. */
  synchronized void awaitStuckClient() {
    long[] before;
    do {
      before = answersOf.clone();
      awaitAnswers(100);
    } while (!hasStuckClient(before));
  }

  private boolean hasStuckClient(long[] before) {
    return IntStream.range(0, before.length).anyMatch(i -> answersOf[i] == before[i]);
  }

  private synchronized void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!condition.getAsBoolean()) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0 || stopping) {
          throw new AssertionError("waited for " + what + " in vain; failures: " + failures);
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The newest version that answered so far. */
  synchronized long newest() {
    return newest;
  }

  synchronized List<Throwable> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    synchronized (this) {
      stopping = true;
    }
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
