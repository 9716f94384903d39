package io.gyre.router.simulation;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.control.Worker;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.proto.worker.UnitState;
import io.gyre.proto.worker.WorkerMessage;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A worker that follows its side of the rules: it loads what is wanted beside what it serves,
 * retires the rest, and unloads a RETIRING unit when every router told of it has released that
 * announcement. Messages and requests take their time: they arrive when the walk says so.
 */
final class SimulatedWorker implements Worker {
  final String id;
  final Map<UnitId, SimulatedUnit> units = new LinkedHashMap<>();
  final List<String> violations = new ArrayList<>();
  private final Catalogue catalogue;
  private final Random random;
  private final Map<String, Stream> streams = new TreeMap<>();
  private final Deque<Job> arriving = new ArrayDeque<>();
  private final List<Job> running = new ArrayList<>();

  SimulatedWorker(String id, Catalogue catalogue, Random random) {
    this.id = id;
    this.catalogue = catalogue;
    this.random = random;
  }

  private record Job(UnitId unit, Reply reply) {}

  /** One control stream, with what is on its way in both directions. */
  private static final class Stream {
    final ControlListener listener;
    final Deque<WorkerMessage> toRouter = new ArrayDeque<>();
    final Deque<Release> toWorker = new ArrayDeque<>();

    Stream(ControlListener listener) {
      this.listener = listener;
    }
  }

  /** Wants what the catalogue wants of this worker, and nothing else. */
  void reconcile() {
    UnitId wanted = catalogue.wanted();
    if (catalogue.isWanted(id, wanted) && !units.containsKey(wanted)) {
      units.put(wanted, new SimulatedUnit(wanted));
      become(units.get(wanted), UnitState.LOADING);
    }
    for (SimulatedUnit unit : List.copyOf(units.values())) {
      boolean isWanted = catalogue.isWanted(id, unit.id);
      if (isWanted && unit.state == UnitState.RETIRING) {
        become(unit, UnitState.READY);
      } else if (!isWanted && unit.state == UnitState.READY) {
        become(unit, UnitState.RETIRING);
      } else if (!isWanted && unit.state == UnitState.FAILED) {
        drop(unit);
      }
    }
  }

  /** Takes one load a step further; it may fail, for a fault of the file or of the worker. */
  void progress(boolean trouble) {
    List<SimulatedUnit> moving =
        units.values().stream()
            .filter(unit -> unit.isLoading() || unit.state == UnitState.FAILED)
            .toList();
    if (moving.isEmpty()) {
      return;
    }
    SimulatedUnit unit = moving.get(random.nextInt(moving.size()));
    switch (unit.state) {
      case LOADING -> loaded(unit, trouble);
      case WARMING -> become(unit, UnitState.READY);
      default -> {
        if (!unit.condemned) {
          become(unit, UnitState.LOADING);
        }
      }
    }
    reconcile();
  }

  private void loaded(SimulatedUnit unit, boolean trouble) {
    if (!catalogue.isGood(unit.id)) {
      unit.condemned = true;
      catalogue.condemn(unit.id);
      become(unit, UnitState.FAILED);
    } else {
      become(unit, trouble ? UnitState.FAILED : UnitState.WARMING);
    }
  }

  private void become(SimulatedUnit unit, UnitState state) {
    unit.state = state;
    unit.number++;
    if (unit.serves()) {
      streams.keySet().forEach(router -> unit.leases.putIfAbsent(router, SimulatedUnit.NOTHING));
    }
    tell(WorkerMessage.Change.newBuilder().addUnits(unit.announcement()));
    unloadWhatMay();
  }

  private void drop(SimulatedUnit unit) {
    units.remove(unit.id);
    tell(WorkerMessage.Change.newBuilder().addGone(unit.announcement().getUnit()));
  }

  /** Announces a RETIRING unit anew that only some routers have released. */
  void remind() {
    for (SimulatedUnit unit : List.copyOf(units.values())) {
      if (unit.state == UnitState.RETIRING && unit.leases.containsValue(unit.number)) {
        become(unit, UnitState.RETIRING);
      }
    }
  }

  private void unloadWhatMay() {
    List.copyOf(units.values()).stream().filter(SimulatedUnit::mayUnload).forEach(this::drop);
  }

  private void tell(WorkerMessage.Change.Builder change) {
    WorkerMessage message = WorkerMessage.newBuilder().setChange(change).build();
    streams.values().forEach(stream -> stream.toRouter.add(message));
  }

  /** Delivers one message of a stream, in either direction. */
  void deliver() {
    if (streams.isEmpty()) {
      return;
    }
    List<Map.Entry<String, Stream>> routers = List.copyOf(streams.entrySet());
    Map.Entry<String, Stream> router = routers.get(random.nextInt(routers.size()));
    Stream stream = router.getValue();
    if (random.nextBoolean() && !stream.toRouter.isEmpty()) {
      stream.listener.onMessage(stream.toRouter.remove());
    } else if (!stream.toWorker.isEmpty()) {
      released(router.getKey(), stream.toWorker.remove());
    }
  }

  private void released(String router, Release release) {
    units.values().stream()
        .filter(unit -> unit.announcement().getUnit().equals(release.getUnit()))
        .forEach(unit -> unit.leases.put(router, release.getNumber()));
    unloadWhatMay();
  }

  /**
   * Loses a router's stream, with all that was on its way. Its leases stay: it is back before they
   * lapse.
   */
  void lose(String router) {
    Stream lost = streams.remove(router);
    if (lost != null) {
      lost.listener.onEnd("lost");
    }
  }

  @Override
  public ControlStream attach(String router, ControlListener listener) {
    Stream stream = new Stream(listener);
    streams.put(router, stream);
    WorkerMessage.Snapshot.Builder snapshot =
        WorkerMessage.Snapshot.newBuilder().setWorker(id).addModels(Catalogue.MODEL);
    for (SimulatedUnit unit : units.values()) {
      snapshot.addUnits(unit.announcement());
      if (unit.serves()) {
        unit.leases.put(router, SimulatedUnit.NOTHING);
      }
    }
    stream.toRouter.add(WorkerMessage.newBuilder().setSnapshot(snapshot).build());
    return new ControlStream() {
      @Override
      public void release(Release release) {
        stream.toWorker.add(release);
      }

      @Override
      public void condemn(Verdict verdict) {
        catalogue.condemn(
            new UnitId(verdict.getModel(), verdict.getVersion(), verdict.getRevision(), 0));
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void infer(UnitId unit, InferenceRequest request, Reply reply) {
    arriving.add(new Job(unit, reply));
  }

  /** Lets the next request arrive. */
  void arrive() {
    Job job = arriving.poll();
    if (job == null) {
      return;
    }
    SimulatedUnit unit = units.get(job.unit());
    if (unit == null || !unit.serves()) {
      violations.add("a request for " + job.unit() + " reached " + id + ", which doesn't serve it");
      return;
    }
    unit.inFlight++;
    running.add(job);
  }

  /** Answers one request that runs. */
  void answer() {
    if (running.isEmpty()) {
      return;
    }
    Job job = running.remove(random.nextInt(running.size()));
    SimulatedUnit unit = units.get(job.unit());
    if (unit == null) {
      violations.add(job.unit() + " was unloaded under a request");
      return;
    }
    unit.inFlight--;
    job.reply()
        .accept(
            new InferenceResponse(
                job.unit().model(),
                job.unit().version(),
                "",
                new ResponseBody.Tensors(List.of()),
                Unpooled.buffer(0)));
    unloadWhatMay();
  }

  boolean isQuiet() {
    return arriving.isEmpty()
        && running.isEmpty()
        && streams.values().stream()
            .allMatch(stream -> stream.toRouter.isEmpty() && stream.toWorker.isEmpty())
        && units.values().stream().noneMatch(SimulatedUnit::isLoading)
        && units.values().stream()
            .noneMatch(unit -> unit.state == UnitState.FAILED && !unit.condemned);
  }

  @Override
  public CompletionStage<ModelStatisticsResponse> statistics(ModelStatisticsRequest request) {
    return CompletableFuture.completedFuture(ModelStatisticsResponse.getDefaultInstance());
  }

  @Override
  public CompletionStage<ChangeAnswer> change(ChangeRequest request) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("the walk changes what is wanted by itself"));
  }

  @Override
  public CompletionStage<DrainAnswer> drain(DrainRequest request) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("the walk drains workers by itself"));
  }

  @Override
  public void close() {}
}
