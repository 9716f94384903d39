package io.gyre.bench.inprocess;

import com.sun.management.ThreadMXBean;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests to a model in this process whose queue is full, so that nearly all of them are refused.
 * Counts refusals; the processor time is that of the thread that asks, on which they are refused.
 */
public final class RefusedContender implements Contender, AutoCloseable {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Upstream worker;
  private final UnitId unit;
  private final Rows row;
  private final RequestHeader header;
  private final RequestBody body;
  private final AtomicLong refused = new AtomicLong();

  RefusedContender(Upstream worker, UnitId unit, BenchModel model) {
    this.worker = worker;
    this.unit = unit;
    this.row = new Rows(model, 1);
    this.header = new RequestHeader(model.name(), VersionChoice.ANY, "", Map.of());
    this.body = new RequestBody.Tensors(List.of(row.view()), List.of());
  }

  @Override
  public String name() {
    return unit.model() + ", refused";
  }

  @Override
  public Window work(Duration length) {
    Phaser underWay = new Phaser(1);
    long count = refused.get();
    long cpu = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    long now = begin;
    while (now - begin < length.toNanos()) {
      underWay.register();
      worker.infer(
          unit,
          new InferenceRequest(header, body, Deadline.NONE, new Cancellation(), now),
          outcome -> take(outcome, underWay));
      now = System.nanoTime();
    }
    Window window =
        Window.of(refused.get() - count, now - begin, threads.getCurrentThreadCpuTime() - cpu);
    underWay.arriveAndAwaitAdvance();
    return window;
  }

  private void take(Outcome outcome, Phaser underWay) {
    switch (outcome) {
      case InferenceResponse response -> response.close();
      case Refusal _ -> refused.incrementAndGet();
    }
    underWay.arriveAndDeregister();
  }

  @Override
  public void close() {
    row.close();
  }
}
