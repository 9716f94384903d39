package io.gyre.worker.queue;

import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.loader.config.PriorityLevels;
import io.gyre.worker.validation.BatchKey;
import io.gyre.worker.validation.OutputChoice;
import io.gyre.worker.validation.ValidRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The real queue on a simulated clock: requests of one row come at random at a given rate, each
 * with a deadline, and instances take as long for a batch as a made-up model would.
 */
final class OverloadSimulation {
  static final long MILLISECOND = 1_000_000;
  private static final long EVICTION = 10 * MILLISECOND;

  private final SplittableRandom random;
  private final Model model;
  private final long deadline;
  private final RequestQueue queue;
  private final List<Server> servers = new ArrayList<>();
  private final List<Long> latencies = new ArrayList<>();
  private long now = 1;
  private int good;
  private int late;
  private int refused;
  private int expired;

  /**
   * A model that is made up.
   *
   * @param instances how many instances it has
   * @param maxRows its largest batch
   * @param runNanos time of a run, whatever its rows
   * @param rowNanos time that each row adds
   */
  record Model(int instances, int maxRows, long runNanos, long rowNanos) {
    double peakPerSecond() {
      return 1e9 * instances * maxRows / (runNanos + maxRows * rowNanos);
    }
  }

  /** An instance: what it runs, and until when. */
  private static final class Server {
    private final TakenBatch taken = new TakenBatch();
    private long started;
    private long until = Long.MAX_VALUE;

    boolean isIdle() {
      return until == Long.MAX_VALUE;
    }
  }

  OverloadSimulation(long seed, Model model, long deadline) {
    random = new SplittableRandom(seed);
    this.model = model;
    this.deadline = deadline;
    queue =
        new RequestQueue(
            new BatchPolicy(model.maxRows(), model.maxRows() > 1, 0, List.of(model.maxRows())),
            new QueueRules(PriorityLevels.NONE, QueueSettings.DEFAULTS, false),
            model.instances(),
            ReadPasses.NONE,
            () -> now,
            (_, _) -> expired++);
    for (int i = 0; i < model.instances(); i++) {
      servers.add(new Server());
    }
  }

  /** Goes on for a while, with runs that take {@code slowdown} times as long as they should. */
  void run(double perSecond, long nanos, double slowdown) {
    long end = now + nanos;
    long arrival = now + pause(perSecond);
    long eviction = now + EVICTION;
    while (now < end) {
      long finish = servers.stream().mapToLong(server -> server.until).min().orElseThrow();
      now = Math.min(Math.min(arrival, eviction), finish);
      if (now == finish) {
        finish();
      } else if (now == arrival) {
        arrive(Deadline.after(now, deadline));
        arrival = now + pause(perSecond);
      } else {
        queue.evictExpired();
        eviction = now + EVICTION;
      }
      begin(slowdown);
    }
  }

  private long pause(double perSecond) {
    return 1 + (long) (-Math.log(1 - random.nextDouble()) * 1e9 / perSecond);
  }

  /** So many requests come at once, of clients that wait for ever. */
  void burst(int requests) {
    for (int i = 0; i < requests; i++) {
      arrive(Deadline.NONE);
    }
  }

  private void arrive(Deadline until) {
    InferenceRequest request =
        new InferenceRequest(
            new RequestHeader("m", VersionChoice.ANY, "", Map.of()),
            new RequestBody.Tensors(List.of(), List.of()),
            until,
            new Cancellation(),
            now);
    QueuePlace place = new QueuePlace(0, Deadline.NONE, Deadline.NONE);
    Refusal refusal = queue.refusal(place, request.deadline(), now);
    if (refusal != null) {
      refused++;
      return;
    }
    InFlight inFlight = new InFlight();
    inFlight.tryBegin();
    queue.offer(
        new PendingRequest(
            request,
            new ValidRequest(List.of(), 1, OutputChoice.all(1), BatchKey.SAME),
            _ -> {},
            inFlight,
            place,
            now));
  }

  private void begin(double slowdown) {
    for (Server server : servers) {
      if (server.isIdle()) {
        queue.takeNow(server.taken);
        int rows = server.taken.rows();
        if (rows > 0) {
          double noise = random.nextInt(500) == 0 ? 10 : 0.8 + 0.4 * random.nextDouble();
          double time = (model.runNanos() + rows * model.rowNanos()) * noise * slowdown;
          server.started = now;
          server.until = now + (long) time;
        }
      }
    }
  }

  private void finish() {
    for (Server server : servers) {
      if (server.until == now) {
        for (PendingRequest request : server.taken.requests()) {
          long latency = now - request.acceptedAt();
          latencies.add(latency);
          if (latency <= deadline) {
            good++;
          } else {
            late++;
          }
        }
        queue.ran(server.taken, now - server.started);
        server.taken.clear();
        server.until = Long.MAX_VALUE;
      }
    }
  }

  /** Forgets what was counted. */
  void reset() {
    latencies.clear();
    good = 0;
    late = 0;
    refused = 0;
    expired = 0;
  }

  /** Requests answered within their deadline. */
  int good() {
    return good;
  }

  int refused() {
    return refused;
  }

  int waiting() {
    return queue.size();
  }

  /** The 99th percentile of the time to an answer. */
  long p99() {
    Collections.sort(latencies);
    return latencies.get(latencies.size() * 99 / 100);
  }

  @Override
  public String toString() {
    return good + " good, " + late + " late, " + refused + " refused, " + expired + " expired";
  }
}
