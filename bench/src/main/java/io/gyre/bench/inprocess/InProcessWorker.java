package io.gyre.bench.inprocess;

import io.gyre.bench.model.BenchModel;
import io.gyre.bench.model.BenchRepository;
import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationDefaults;
import io.gyre.loader.load.UnitLoader;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loader.repository.RepositoryScanner;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.UnitState;
import io.gyre.proto.worker.WorkerMessage;
import io.gyre.worker.control.LocalWorker;
import io.gyre.worker.control.WorkerSettings;
import io.netty.buffer.ByteBufAllocator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The worker as it is in a server, in this process and without a router. */
public final class InProcessWorker implements AutoCloseable {
  private static final Duration LONGEST_LOAD = Duration.ofSeconds(60);

  private final BenchRepository repository;
  private final LocalWorker worker;
  private final ControlStream stream;
  private final Map<String, CompletableFuture<UnitId>> ready;

  private InProcessWorker(
      BenchRepository repository,
      LocalWorker worker,
      ControlStream stream,
      Map<String, CompletableFuture<UnitId>> ready) {
    this.repository = repository;
    this.worker = worker;
    this.stream = stream;
    this.ready = ready;
  }

  /** Starts to serve {@code models}. */
  public static InProcessWorker serve(OnnxRuntimeEngine engine, BenchModel... models)
      throws IOException {
    BenchRepository repository = BenchRepository.of(models);
    LocalWorker worker =
        new LocalWorker(
            WorkerSettings.defaults("bench"),
            new RepositoryScanner(
                repository.directory(), InstantSource.system(), Duration.ofMillis(1)),
            new UnitLoader(List.of(engine), new ConfigurationDefaults(1, 1)),
            _ -> true,
            ReadPasses.NONE,
            ByteBufAllocator.DEFAULT,
            new PrometheusRegistry());
    Map<String, CompletableFuture<UnitId>> ready = new ConcurrentHashMap<>();
    ControlStream stream = worker.attach("bench", new Announced(ready));
    worker.start();
    return new InProcessWorker(repository, worker, stream, ready);
  }

  /** Waits until a model serves, and gives the way to it with so many requests in flight. */
  public WorkerContender calling(BenchModel model, int inFlight)
      throws IOException, InterruptedException {
    return new WorkerContender(worker, unit(model), model, inFlight);
  }

  /** Waits until a model serves, and gives the way to it with more requests than it accepts. */
  public RefusedContender refusing(BenchModel model) throws IOException, InterruptedException {
    return new RefusedContender(worker, unit(model), model);
  }

  private UnitId unit(BenchModel model) throws IOException, InterruptedException {
    try {
      return await(ready, model.name()).get(LONGEST_LOAD.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException _) {
      throw new IOException(model.name() + " isn't ready after " + LONGEST_LOAD);
    }
  }

  @Override
  public void close() {
    stream.close();
    worker.close();
    repository.close();
  }

  private static CompletableFuture<UnitId> await(
      Map<String, CompletableFuture<UnitId>> ready, String model) {
    return ready.computeIfAbsent(model, _ -> new CompletableFuture<>());
  }

  /** Hears which units are ready, and which never will be. */
  private record Announced(Map<String, CompletableFuture<UnitId>> ready)
      implements ControlListener {
    @Override
    public void onMessage(WorkerMessage message) {
      message.getSnapshot().getUnitsList().forEach(this::hear);
      message.getChange().getUnitsList().forEach(this::hear);
    }

    private void hear(Announcement said) {
      CompletableFuture<UnitId> unit = await(ready, said.getUnit().getModel());
      if (said.getState() == UnitState.READY) {
        unit.complete(
            new UnitId(
                said.getUnit().getModel(),
                said.getUnit().getVersion(),
                said.getUnit().getRevision(),
                said.getUnit().getPartition()));
      } else if (said.getState() == UnitState.FAILED) {
        unit.completeExceptionally(new IOException(said.getReason()));
      }
    }

    @Override
    public void onEnd(String reason) {
      // The stream ends when the experiment does.
    }
  }
}
