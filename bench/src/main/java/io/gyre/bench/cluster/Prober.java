package io.gyre.bench.cluster;

import io.gyre.bench.load.Call;
import io.gyre.loadtest.client.Client;
import io.gyre.loadtest.client.Completion;
import io.gyre.loadtest.client.Failure;
import io.gyre.loadtest.client.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A client that asks again and again, one request at a time, and notes what became of each. */
final class Prober implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<List<Probe>> probes;
  private volatile boolean ending;

  Prober(Wire wire, Call call) {
    probes = thread.submit(() -> ask(wire, call));
  }

  private List<Probe> ask(Wire wire, Call call) throws InterruptedException {
    List<Probe> asked = new ArrayList<>();
    Last last = new Last();
    try (Client client = wire.open(false, 1, 1, last)) {
      while (!ending) {
        long sent = System.nanoTime();
        last.begin();
        while (!client.hasRoom() && System.nanoTime() - sent < PATIENCE.toNanos()) {
          client.poll(BETWEEN.toNanos());
        }
        client.send(0, call.head(), call.body());
        while (last.isOpen() && System.nanoTime() - sent < PATIENCE.toNanos()) {
          client.poll(BETWEEN.toNanos());
        }
        if (last.isOpen()) {
          client.cancel(0);
        }
        asked.add(new Probe(sent, System.nanoTime(), last.isAnswered()));
        Thread.sleep(BETWEEN);
      }
    }
    return asked;
  }

  /** Ends it; what it noted, in the order of time. */
  List<Probe> end() throws InterruptedException {
    ending = true;
    try {
      return probes.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the probe ended", e.getCause());
    }
  }

  @Override
  public void close() {
    ending = true;
    thread.close();
  }

  /** What became of the request under way. */
  private static final class Last implements Completion {
    private boolean open;
    private boolean answered;

    void begin() {
      open = true;
      answered = false;
    }

    boolean isOpen() {
      return open;
    }

    boolean isAnswered() {
      return answered;
    }

    @Override
    public void answered(int slot, byte[] answer) {
      open = false;
      answered = true;
    }

    @Override
    public void failed(int slot, Failure failure, String detail) {
      open = false;
    }
  }
}
