package io.gyre.bench.micro;

import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.loader.config.PriorityLevels;
import io.gyre.worker.queue.BatchPolicy;
import io.gyre.worker.queue.InFlight;
import io.gyre.worker.queue.PendingRequest;
import io.gyre.worker.queue.QueuePlace;
import io.gyre.worker.queue.QueueRules;
import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.queue.RequestQueue;
import io.gyre.worker.queue.TakenBatch;
import io.gyre.worker.queue.Waiter;
import io.gyre.worker.validation.BatchKey;
import io.gyre.worker.validation.OutputChoice;
import io.gyre.worker.validation.ValidRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Requests offered to a unit's queue and taken as one batch, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QueueBenchmark {
  @Param({"1", "64"})
  public int requests;

  private final InFlight inFlight = new InFlight();
  private final TakenBatch taken = new TakenBatch();
  private final RequestHeader header = new RequestHeader("model", VersionChoice.ANY, "", Map.of());
  private final RequestBody body = new RequestBody.Tensors(List.of(), List.of());
  private final ValidRequest valid =
      new ValidRequest(List.of(), 1, OutputChoice.all(1), BatchKey.SAME);
  private final QueuePlace place = new QueuePlace(0, Deadline.NONE, Deadline.NONE);
  private RequestQueue queue;
  private Waiter waiter;

  @Setup
  public void open() {
    queue =
        new RequestQueue(
            new BatchPolicy(64, true, 0, List.of()),
            new QueueRules(PriorityLevels.NONE, QueueSettings.DEFAULTS, false),
            1,
            ReadPasses.NONE,
            System::nanoTime,
            (_, refusal) -> {
              throw new IllegalStateException(refusal.toString());
            });
    waiter = queue.newWaiter();
  }

  @Benchmark
  public int offerAndTake() {
    for (int i = 0; i < requests; i++) {
      long now = System.nanoTime();
      InferenceRequest request =
          new InferenceRequest(header, body, Deadline.NONE, new Cancellation(), now);
      queue.offer(new PendingRequest(request, valid, _ -> {}, inFlight, place, now));
    }
    if (!queue.take(waiter, taken)) {
      throw new IllegalStateException("the queue is closed");
    }
    int size = taken.requests().size();
    taken.clear();
    return size;
  }
}
