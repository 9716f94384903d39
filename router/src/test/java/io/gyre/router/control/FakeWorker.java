package io.gyre.router.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.control.Worker;
import io.gyre.cluster.member.Member;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;
import io.gyre.proto.inference.DataType;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInput;
import io.gyre.proto.inference.ModelOutput;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.DrainAnswer;
import io.gyre.proto.worker.DrainRequest;
import io.gyre.proto.worker.ModelOrders;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.proto.worker.Unit;
import io.gyre.proto.worker.UnitState;
import io.gyre.proto.worker.WorkerMessage;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A worker that a test plays: it announces what the test says, keeps requests until the test
 * answers them.
 */
public final class FakeWorker implements Worker {
  public final String id;
  public final List<Release> releases = new ArrayList<>();
  public final List<Verdict> verdicts = new ArrayList<>();
  public final List<Attempt> attempts = new ArrayList<>();
  public final TreeSet<String> models = new TreeSet<>();
  public final Map<String, String> problems = new HashMap<>();
  public final Map<String, ModelOrders> orders = new HashMap<>();
  public ModelStatisticsResponse statistics = ModelStatisticsResponse.getDefaultInstance();

  /** What was asked to be changed, and how the test answers. */
  public final List<ChangeRequest> changes = new ArrayList<>();

  public ChangeAnswer changed = ChangeAnswer.getDefaultInstance();

  /** Who asked that it drain. */
  public final List<String> drainAskers = new ArrayList<>();

  /** What its snapshots say of its process. */
  public String process = "";

  /** Whether its snapshots announce everything twice. */
  public boolean repeats;

  public int dials;
  public boolean unreachable;
  public boolean broken;

  /** The max_batch_size of what is announced from now on. */
  public int batchLimit = 8;

  private boolean draining;
  private final Map<UnitId, Announcement> units = new LinkedHashMap<>();
  private @Nullable ControlListener listener;
  private long number;

  public FakeWorker(String id) {
    this.id = id;
  }

  /** A request that waits for its answer. */
  public record Attempt(UnitId unit, InferenceRequest request, Reply reply) {
    public void refuse(Refusal.Reason reason) {
      reply.accept(Refusal.of(reason, "refused by the test"));
    }

    /** Answers without outputs. */
    public void answer() {
      reply.accept(
          new InferenceResponse(
              unit.model(),
              unit.version(),
              "",
              new ResponseBody.Tensors(List.of()),
              Unpooled.buffer(0)));
    }
  }

  public Target target() {
    return new Target(new Member(id, "127.0.0.1", 8001), this);
  }

  public static UnitId unit(String model, long version) {
    return new UnitId(model, version, "r" + version, 0);
  }

  /** Announces a unit's new state, on the stream if there is one. */
  public void announce(UnitId unit, UnitState state) {
    announce(unit, state, "", false);
  }

  public void announce(UnitId unit, UnitState state, String reason, boolean condemned) {
    models.add(unit.model());
    Announcement announcement =
        Announcement.newBuilder()
            .setUnit(proto(unit))
            .setState(state)
            .setReason(reason)
            .setCondemned(condemned)
            .setNumber(++number)
            .setBytesHeld(1000)
            .setConfig(config(unit.model()))
            .build();
    units.put(unit, announcement);
    send(WorkerMessage.Change.newBuilder().addUnits(announcement));
  }

  public void gone(UnitId unit) {
    units.remove(unit);
    send(WorkerMessage.Change.newBuilder().addGone(proto(unit)));
  }

  public void registryHas(String... names) {
    models.clear();
    models.addAll(List.of(names));
    send(
        WorkerMessage.Change.newBuilder()
            .setModels(
                WorkerMessage.Models.newBuilder()
                    .addAllNames(models)
                    .putAllProblems(problems)
                    .putAllOrders(orders)));
  }

  /** Announces what people ask of a model, as this worker follows it. */
  public void follows(String model, ModelOrders.Builder asked) {
    orders.put(model, asked.build());
    models.add(model);
    registryHas(models.toArray(String[]::new));
  }

  public boolean isReleased(UnitId unit) {
    Announcement last = units.get(unit);
    return last != null
        && releases.stream()
            .anyMatch(release ->
                release.getUnit().equals(last.getUnit())
                    && release.getNumber() == last.getNumber());
  }

  /** Ends the stream, as a broken connection does. */
  public void loseStream() {
    ControlListener lost = listener;
    listener = null;
    if (lost != null) {
      lost.onEnd("connection reset");
    }
  }

  /** Says that the worker is about to end. */
  public void drain() {
    draining = true;
    send(WorkerMessage.Change.newBuilder());
  }

  private void send(WorkerMessage.Change.Builder change) {
    if (listener != null) {
      listener.onMessage(
          WorkerMessage.newBuilder().setChange(change.setDraining(draining)).build());
    }
  }

  @Override
  public ControlStream attach(String router, ControlListener attached) {
    dials++;
    if (unreachable) {
      attached.onEnd("connection refused");
    } else {
      listener = attached;
      attached.onMessage(
          WorkerMessage.newBuilder()
              .setSnapshot(
                  WorkerMessage.Snapshot.newBuilder()
                      .setWorker(id)
                      .setProcess(process)
                      .setDraining(draining)
                      .addAllModels(models)
                      .putAllProblems(problems)
                      .putAllOrders(orders)
                      .addAllUnits(units.values())
                      .addAllUnits(repeats ? units.values() : List.of()))
              .build());
    }
    return new ControlStream() {
      @Override
      public void release(Release release) {
        releases.add(release);
      }

      @Override
      public void condemn(Verdict verdict) {
        verdicts.add(verdict);
      }

      @Override
      public void close() {
        listener = null;
      }
    };
  }

  @Override
  public void infer(UnitId unit, InferenceRequest request, Reply reply) {
    attempts.add(new Attempt(unit, request, reply));
    if (broken) {
      throw new IllegalStateException("a defect");
    }
  }

  @Override
  public CompletionStage<ModelStatisticsResponse> statistics(ModelStatisticsRequest request) {
    return CompletableFuture.completedFuture(statistics);
  }

  @Override
  public CompletionStage<ChangeAnswer> change(ChangeRequest request) {
    changes.add(request);
    return broken
        ? CompletableFuture.failedStage(new IllegalStateException("a defect"))
        : CompletableFuture.completedStage(changed);
  }

  @Override
  public CompletionStage<DrainAnswer> drain(DrainRequest request) {
    if (broken) {
      return CompletableFuture.failedStage(new IllegalStateException("a defect"));
    }
    drainAskers.add(request.getAsker());
    drain();
    return CompletableFuture.completedStage(DrainAnswer.getDefaultInstance());
  }

  @Override
  public void close() {
    loseStream();
  }

  /** Models whose names start with "sequence" have sequences, which may be idle for a second. */
  private ModelConfig config(String model) {
    ModelConfig.Builder config = ModelConfig.newBuilder();
    if (model.startsWith("sequence")) {
      config.getSequenceBatchingBuilder().setMaxSequenceIdleMicroseconds(1_000_000);
    }
    return config
        .setName(model)
        .setPlatform("onnxruntime_onnx")
        .setMaxBatchSize(batchLimit)
        .addInput(ModelInput.newBuilder().setName("IN").setDataType(DataType.TYPE_FP32).addDims(4))
        .addOutput(
            ModelOutput.newBuilder().setName("OUT").setDataType(DataType.TYPE_STRING).addDims(-1))
        .build();
  }

  private static Unit proto(UnitId unit) {
    return Unit.newBuilder()
        .setModel(unit.model())
        .setVersion(unit.version())
        .setRevision(unit.revision())
        .setPartition(unit.partition())
        .build();
  }
}
