package io.gyre.worker.replica;

import static io.gyre.worker.replica.Tensors.floats;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.config.SequenceBatching;
import io.gyre.loader.config.SequenceControl;
import io.gyre.loader.config.SequenceState;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.worker.cache.ResponseCache;
import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.replica.SummingModel.Told;
import io.gyre.worker.statistics.UnitStatistics;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sequences, seen from a unit's requests. */
class SequenceReplicaTest {
  private static final long IDLE = 1_000_000;
  private static final int PLACES = 3;
  private static final int MOST_WAITING = 100;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final AtomicLong now = new AtomicLong(1_000);
  private final SummingModel model = new SummingModel(allocator, 0);
  private final Replica replica =
      new Replica(
          new LoadedUnit(new UnitId("m", 1, "r", 0), configuration(PLACES), model),
          new UnitStatistics(InstantSource.system()),
          new QueueSettings(MOST_WAITING, 0, 0, Duration.ZERO, 4),
          new ResponseCache(0, allocator),
          ReadPasses.NONE,
          allocator,
          now::get);

  private static ModelConfiguration configuration(int maxActive) {
    TensorSpec sumIn = spec("SUM_IN", Datatype.FP32);
    TensorSpec sumOut = spec("SUM_OUT", Datatype.FP32);
    List<SequenceControl> controls = new ArrayList<>();
    for (SequenceControl.Kind kind : SequenceControl.Kind.values()) {
      TensorSpec tensor = spec(kind.name(), Datatype.INT32);
      controls.add(new SequenceControl.Flag(kind, tensor, number(0), number(1)));
    }
    controls.add(new SequenceControl.CorrelationId(spec("CORRID", Datatype.UINT64)));
    SequenceBatching sequences =
        new SequenceBatching(
            maxActive,
            Duration.ZERO,
            List.of(8),
            Duration.ofNanos(IDLE),
            controls,
            List.of(new SequenceState(sumIn, sumOut, Shape.of(1, 1), ByteBuffer.allocate(4))));
    ModelConfig.Builder shown = ModelConfig.newBuilder().setName("m");
    shown.getSequenceBatchingBuilder();
    return new ModelConfiguration(
        "m",
        8,
        List.of(Configurations.input("INPUT", Datatype.FP32, -1, 1)),
        List.of(Configurations.output("OUTPUT", Datatype.FP32, -1, 1)),
        Optional.empty(),
        Optional.of(sequences),
        1,
        new EngineOptions(new EngineOptions.Device.Cpu(), 1, Map.of()),
        List.of(),
        shown.build(),
        List.of());
  }

  private static TensorSpec spec(String name, Datatype datatype) {
    return new TensorSpec(name, datatype, Shape.of(-1, 1));
  }

  private static ByteBuffer number(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
  }

  @AfterEach
  void everythingIsGivenBack() throws Exception {
    model.permit(10_000);
    replica.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(model.isClosed()).isTrue();
    assertThat(replica.waiting()).isZero();
    assertThat(replica.memory().state()).isZero();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private Answers start(long id, float value) {
    return send(request(id, value, Deadline.NONE, "sequence_start"));
  }

  private Answers next(long id, float value) {
    return send(request(id, value, Deadline.NONE));
  }

  private Answers end(long id, float value) {
    return send(request(id, value, Deadline.NONE, "sequence_end"));
  }

  private Answers send(InferenceRequest request) {
    Answers answer = new Answers();
    replica.infer(request, answer);
    return answer;
  }

  private static InferenceRequest request(long id, float value, Deadline due, String... flags) {
    Map<String, ParameterValue> parameters = new HashMap<>();
    parameters.put("sequence_id", new ParameterValue.Int64(id));
    for (String flag : flags) {
      parameters.put(flag, new ParameterValue.Bool(true));
    }
    return request(parameters, due, value);
  }

  private static InferenceRequest request(
      Map<String, ParameterValue> parameters, Deadline due, float... rows) {
    return new InferenceRequest(
        new RequestHeader("m", VersionChoice.ANY, "", parameters),
        new RequestBody.Tensors(
            List.of(floats("INPUT", Shape.of(rows.length, 1), rows)), List.of()),
        due,
        new Cancellation(),
        0);
  }

  @Test
  void stateGoesFromRequestToRequestUntilTheEnd() {
    model.permit(10);
    assertThat(start(42, 1).floats()).containsExactly(1);
    assertThat(replica.activeSequences()).isEqualTo(1);
    assertThat(replica.memory().state()).isPositive();
    assertThat(next(42, 10).floats()).containsExactly(11);
    Answers last = end(42, 100);
    assertThat(last.outputs()).hasSize(1);
    assertThat(last.floats()).containsExactly(111);

    assertThat(replica.activeSequences()).isZero();
    assertThat(replica.memory().state()).isZero();
    assertThat(next(42, 5).refusal().reason()).isEqualTo(Reason.NO_SEQUENCE);
    assertThat(model.told())
        .containsExactly(
            new Told(42, true, false, true),
            new Told(42, false, false, true),
            new Told(42, false, true, true));
  }

  @Test
  void requestsThatAreNoStepOfASequenceAreRefused() {
    assertThat(next(77, 1).refusal().message())
        .contains("sequence 77", "'m'", "must specify the START flag on the first request");
    assertThat(send(request(Map.of(), Deadline.NONE, 1)).refusal().message())
        .contains("must specify a non-zero or non-empty correlation ID");
    assertThat(next(0, 1).refusal().reason()).isEqualTo(Reason.INVALID_ARGUMENT);
    Map<String, ParameterValue> named =
        Map.of(
            "sequence_id", new ParameterValue.Text("x"),
            "sequence_start", new ParameterValue.Bool(true));
    assertThat(send(request(named, Deadline.NONE, 1)).refusal().message())
        .contains("sequence_id", "'CORRID'", "found x");
    Map<String, ParameterValue> numbered =
        Map.of(
            "sequence_id", new ParameterValue.Uint64(-1),
            "sequence_start", new ParameterValue.Bool(true));
    assertThat(send(request(numbered, Deadline.NONE, 1, 2)).refusal().message())
        .contains("must specify batch-size 1", "found a batch of 2");
    assertThat(replica.activeSequences()).isZero();
  }

  @Test
  void requestsOfOneSequenceRunOneAfterTheOther() {
    List<Answers> answers = new ArrayList<>();
    answers.add(start(1, 1));
    for (int i = 0; i < 4; i++) {
      answers.add(next(1, 1));
    }
    answers.add(end(1, 1));
    model.permit(10);

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).floats()).containsExactly(i + 1);
    }
    assertThat(model.batches()).containsExactly(1, 1, 1, 1, 1, 1);
  }

  @Test
  void sequencesShareBatchesAndKeepTheirStatesApart() {
    Answers first = start(1, 1);
    model.awaitRuns(1);
    Answers second = start(2, 100);
    model.permit(2);
    first.response().close();
    second.response().close();
    model.awaitRuns(1);
    Answers busy = next(1, 0);
    model.awaitRuns(1);
    Answers one = next(1, 5);
    Answers other = next(2, 5);
    model.permit(3);

    busy.response().close();
    assertThat(one.floats()).containsExactly(6);
    assertThat(other.floats()).containsExactly(105);
  }

  @Test
  void startingAgainBeginsAnew() {
    model.permit(10);
    start(1, 5).response().close();
    assertThat(start(1, 7).floats()).containsExactly(7);
    assertThat(next(1, 1).floats()).containsExactly(8);
    assertThat(replica.activeSequences()).isEqualTo(1);
    end(1, 0).response().close();
    assertThat(start(1, 2).floats()).containsExactly(2);
  }

  @Test
  void idleSequenceIsForgottenWithItsState() {
    model.permit(10);
    start(1, 5).response().close();
    now.addAndGet(IDLE - 1);
    replica.evictExpired();
    assertThat(next(1, 1).floats()).containsExactly(6);
    now.addAndGet(IDLE);
    replica.evictExpired();

    assertThat(replica.activeSequences()).isZero();
    assertThat(replica.memory().state()).isZero();
    assertThat(next(1, 1).refusal().reason()).isEqualTo(Reason.NO_SEQUENCE);
  }

  private void occupyEveryPlace() {
    for (int id = 1; id <= PLACES; id++) {
      start(id, 1).response().close();
    }
  }

  @Test
  void sequencesBeyondThePlacesWaitForAnEnd() {
    model.permit(20);
    occupyEveryPlace();
    Answers beyond = start(10, 1);
    Answers itsNext = next(10, 1);
    assertThat(replica.waitingSequences()).isEqualTo(1);
    assertThat(replica.waiting()).isEqualTo(2);
    end(1, 0).response().close();

    assertThat(beyond.floats()).containsExactly(1);
    assertThat(itsNext.floats()).containsExactly(2);
    Answers another = start(11, 9);
    assertThat(another.isDone()).isFalse();
    now.addAndGet(IDLE);
    replica.evictExpired();
    assertThat(another.floats()).containsExactly(9);
  }

  @Test
  void failedRunIsNotRepeatedAndLeavesTheStateAsItWas() {
    Answers busy = start(3, 1);
    model.awaitRuns(1);
    Answers beside = start(1, 1);
    Answers poisoned = start(2, FakeModel.POISON);
    model.permit(2);
    busy.response().close();
    assertThat(beside.refusal().reason()).isEqualTo(Reason.EXECUTION_FAILED);
    assertThat(poisoned.refusal().reason()).isEqualTo(Reason.EXECUTION_FAILED);
    model.permit(10);

    assertThat(next(1, 1).floats()).containsExactly(1);
    assertThat(next(1, FakeModel.POISON).refusal().message()).contains("poisoned");
    assertThat(next(1, 1).floats()).containsExactly(2);
    assertThat(model.batches()).containsExactly(1, 2, 1, 1, 1);
  }

  @Test
  void waitingRequestLeavesWithItsClientOrItsDeadline() {
    Answers running = start(1, 1);
    model.awaitRuns(1);
    InferenceRequest leaving = request(1, 10, Deadline.NONE);
    Answers left = send(leaving);
    Answers late = send(request(1, 100, new Deadline(2_000, true)));
    Answers patient = next(1, 1_000);
    leaving.cancellation().cancel();
    now.set(2_000);
    replica.evictExpired();

    assertThat(left.refusal().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(late.refusal().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    model.permit(2);
    running.response().close();
    assertThat(patient.floats()).containsExactly(1_001);
  }

  @Test
  void noMoreRequestsWaitForTheirSequencesThanForAnInstance() {
    Answers running = start(1, 1);
    model.awaitRuns(1);
    List<Answers> waiting = new ArrayList<>();
    for (int i = 0; i < MOST_WAITING; i++) {
      waiting.add(next(1, 1));
    }
    Refusal refusal = next(1, 1).refusal();
    assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(refusal.message()).contains("Exceeds maximum queue size: " + MOST_WAITING);
    assertThat(refusal.retryAfterNanos()).isPositive();

    model.permit(1 + MOST_WAITING);
    running.response().close();
    waiting.forEach(answer -> answer.response().close());
    assertThat(replica.waiting()).isZero();
  }

  @Test
  void sequenceThatNeverBeganTakesNoPlace() {
    model.permit(10);
    occupyEveryPlace();
    InferenceRequest starting = request(10, 1, Deadline.NONE, "sequence_start");
    Answers beyond = send(starting);
    starting.cancellation().cancel();

    assertThat(beyond.refusal().reason()).isEqualTo(Reason.CANCELLED);
    assertThat(replica.waitingSequences()).isZero();
    assertThat(next(10, 1).refusal().reason()).isEqualTo(Reason.NO_SEQUENCE);
  }

  @Test
  void endOfTheReplicaAnswersWhatWaits() {
    model.permit(10);
    occupyEveryPlace();
    Answers beyond = start(10, 3);
    var closed = replica.close();

    assertThat(beyond.floats()).containsExactly(3);
    assertThat(closed.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(30));
  }

  @Test
  void everySequenceOfARandomMixAddsUp() {
    model.permit(100_000);
    Random random = new Random(7);
    Map<Long, Float> sums = new HashMap<>();
    record Expected(Answers answer, float sum) {}
    List<Expected> expected = new ArrayList<>();
    for (int step = 0; step < 3_000; step++) {
      long id = 1 + random.nextInt(PLACES);
      float value = random.nextInt(10);
      List<String> flags = new ArrayList<>();
      if (!sums.containsKey(id) || random.nextInt(20) == 0) {
        flags.add("sequence_start");
        sums.put(id, 0f);
      }
      if (random.nextInt(10) == 0) {
        flags.add("sequence_end");
      }
      float sum = sums.merge(id, value, Float::sum);
      Answers answer = send(request(id, value, Deadline.NONE, flags.toArray(String[]::new)));
      expected.add(new Expected(answer, sum));
      if (flags.contains("sequence_end")) {
        sums.remove(id);
      }
      if (expected.size() > 50) {
        expected.forEach(one -> assertThat(one.answer().floats()).containsExactly(one.sum()));
        expected.clear();
      }
    }
    expected.forEach(one -> assertThat(one.answer().floats()).containsExactly(one.sum()));
    assertThat(model.told()).allMatch(Told::ready);
    assertThat(model.told()).hasSize(3_000);
  }
}
