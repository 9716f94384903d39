package io.gyre.bench.inprocess;

import io.gyre.bench.experiment.Contender;
import io.gyre.bench.experiment.Window;
import io.gyre.bench.model.BenchModel;
import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A worker in this process under closed-loop load of one row a request, sent by the thread that
 * measures. The processor time is the process's, so with what the load takes.
 */
public final class WorkerContender implements Contender, AutoCloseable {
  private static final Duration RUN_UP = Duration.ofMillis(50);

  private final Upstream worker;
  private final UnitId unit;
  private final int inFlight;
  private final Rows row;
  private final RequestHeader header;
  private final RequestBody body;
  private final Semaphore free;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

  WorkerContender(Upstream worker, UnitId unit, BenchModel model, int inFlight) {
    this.worker = worker;
    this.unit = unit;
    this.inFlight = inFlight;
    this.row = new Rows(model, 1);
    this.header = new RequestHeader(model.name(), VersionChoice.ANY, "", Map.of());
    this.body = new RequestBody.Tensors(List.of(row.view()), List.of());
    this.free = new Semaphore(inFlight);
  }

  @Override
  public String name() {
    return unit.model() + " by the worker";
  }

  @Override
  public Window work(Duration length) throws InterruptedException {
    sendUntil(System.nanoTime() + RUN_UP.toNanos());
    long count = answered.get();
    long cpu = ProcessTime.nanos();
    long begin = System.nanoTime();
    sendUntil(begin + length.toNanos());
    Window window =
        Window.of(answered.get() - count, System.nanoTime() - begin, ProcessTime.nanos() - cpu);
    free.acquire(inFlight);
    free.release(inFlight);
    String text = problem.get();
    if (text != null) {
      throw new IllegalStateException(text);
    }
    return window;
  }

  private void sendUntil(long nanoTime) throws InterruptedException {
    for (long now = System.nanoTime(); now < nanoTime; now = System.nanoTime()) {
      free.acquire();
      worker.infer(
          unit,
          new InferenceRequest(header, body, Deadline.NONE, new Cancellation(), now),
          this::take);
    }
  }

  private void take(Outcome outcome) {
    switch (outcome) {
      case InferenceResponse response -> {
        response.close();
        answered.incrementAndGet();
      }
      case Refusal(var reason, String message, _) -> problem.set(reason + ": " + message);
    }
    free.release();
  }

  @Override
  public void close() {
    row.close();
  }
}
