package io.gyre.worker.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationDefaults;
import io.gyre.loader.load.UnitLoader;
import io.gyre.loader.onnxruntime.OnnxRuntimeEngine;
import io.gyre.loader.repository.RepositoryScanner;
import io.gyre.proto.inference.ModelStatisticsRequest;
import io.gyre.proto.inference.ModelStatisticsResponse;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.UnitState;
import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.replica.Answers;
import io.gyre.worker.replica.Requests;
import io.gyre.worker.warmup.WarmUpSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker on real files and a real engine. */
class LocalWorkerTest {
  private static final Path EXAMPLES = Path.of("..", "examples", "models");

  @TempDir private Path repository;
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Announced router = new Announced();
  private OnnxRuntimeEngine engine;
  private LocalWorker worker;

  @BeforeEach
  void serveSimple() throws Exception {
    copy("simple");
    copy("simple_string");
    engine = new OnnxRuntimeEngine(allocator);
    worker =
        new LocalWorker(
            new WorkerSettings(
                "w",
                Duration.ofMillis(20),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                1,
                Long.MAX_VALUE,
                QueueSettings.DEFAULTS,
                0,
                WarmUpSettings.DEFAULT,
                Duration.ofSeconds(10)),
            new RepositoryScanner(repository, InstantSource.system(), Duration.ZERO),
            new UnitLoader(List.of(engine), new ConfigurationDefaults(4, 1)),
            model -> !model.equals("simple_string"),
            ReadPasses.NONE,
            allocator,
            registry);
    worker.start();
  }

  @AfterEach
  void everythingIsGivenBack() {
    worker.close();
    engine.close();
    assertThat(router.end()).isNotEmpty();
    assertThat(registry.scrape()).isEmpty();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private void copy(String model) throws Exception {
    Path target = repository.resolve(model);
    try (Stream<Path> files = Files.walk(EXAMPLES.resolve(model))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(EXAMPLES.resolve(model).relativize(file).toString()));
      }
    }
  }

  private UnitId awaitReady(long version) throws Exception {
    router.await(_ -> !ready(version).isEmpty());
    return ready(version).getFirst();
  }

  private List<UnitId> ready(long version) {
    return router.units().keySet().stream()
        .filter(unit -> unit.model().equals("simple") && unit.version() == version)
        .filter(unit -> router.state(unit) == UnitState.READY)
        .toList();
  }

  private static TensorView integers(String name, int first) {
    ByteBuf data = Unpooled.buffer(64);
    for (int i = 0; i < 16; i++) {
      data.writeIntLE(first + i);
    }
    return new TensorView(name, Datatype.INT32, Shape.of(1, 16), data);
  }

  private Answers send(UnitId unit, int first) {
    Answers answer = new Answers();
    worker.infer(unit, Requests.of(integers("INPUT0", first), integers("INPUT1", 1)), answer);
    return answer;
  }

  /** The sum of a counter's series. */
  private double counter(String name) {
    return registry.scrape(name::equals).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  /** The sum of a gauge's series. */
  private double gauge(String name) {
    return registry.scrape(name::equals).stream()
        .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .sum();
  }

  @Test
  void modelIsLoadedAnnouncedAndAnswersRequests() throws Exception {
    worker.attach("r", router);
    UnitId unit = awaitReady(1);
    assertThat(router.models()).containsExactly("simple", "simple_string");
    assertThat(router.units()).containsOnlyKeys(unit);
    assertThat(router.units().values())
        .allSatisfy(announcement -> {
          assertThat(announcement.getConfig().getName()).isEqualTo("simple");
          assertThat(announcement.getBytesHeld()).isPositive();
        });

    Answers answer = send(unit, 5);

    assertThat(answer.outputs()).extracting(TensorView::name).containsExactly("OUTPUT0", "OUTPUT1");
    assertThat(answer.outputs().get(0).data().getIntLE(0)).isEqualTo(6);
    assertThat(answer.outputs().get(1).data().getIntLE(0)).isEqualTo(4);
    answer.response().close();
    ModelStatisticsResponse statistics =
        worker.statistics(ModelStatisticsRequest.getDefaultInstance()).toCompletableFuture().get();
    assertThat(statistics.getModelStatsList()).hasSize(1);
    assertThat(statistics.getModelStats(0).getInferenceCount()).isEqualTo(1);
    assertThat(counter("gyre_worker_requests")).isEqualTo(1);
    assertThat(counter("gyre_worker_inferences")).isEqualTo(1);
    assertThat(gauge("gyre_worker_native_bytes")).isPositive();
    assertThat(gauge("gyre_worker_units")).isEqualTo(1);
    assertThat(send(new UnitId("simple", 9, "r", 0), 0).refusal().reason())
        .isEqualTo(Refusal.Reason.NO_REPLICA);
  }

  @Test
  void newVersionComesBesideTheOldWhichGoesOnceReleased() throws Exception {
    ControlStream stream = worker.attach("r", router);
    UnitId first = awaitReady(1);
    Path arriving = Files.createDirectory(repository.resolve("simple").resolve(".arriving"));
    Files.copy(repository.resolve("simple/1/model.onnx"), arriving.resolve("model.onnx"));
    Files.move(arriving, repository.resolve("simple").resolve("2"));

    UnitId second = awaitReady(2);
    router.await(_ -> router.state(first) == UnitState.RETIRING);
    Answers old = send(first, 1);
    assertThat(old.outputs().getFirst().data().getIntLE(0)).isEqualTo(2);
    old.response().close();
    stream.release(
        Release.newBuilder()
            .setUnit(UnitMessage.of(first))
            .setNumber(router.number(first))
            .build());
    router.await(_ -> router.state(first) == UnitState.UNLOADED);

    assertThat(send(first, 1).refusal().reason()).isEqualTo(Refusal.Reason.NO_REPLICA);
    Answers answer = send(second, 7);
    assertThat(answer.outputs().getFirst().data().getIntLE(0)).isEqualTo(8);
    answer.response().close();
  }

  @Test
  void versionThatAnswersOtherThanItsGoldenRequestsExpectServesOnceItIsMended() throws Exception {
    worker.attach("r", router);
    UnitId first = awaitReady(1);
    Path arriving = Files.createDirectory(repository.resolve("simple").resolve(".arriving"));
    Files.copy(repository.resolve("simple/1/model.onnx"), arriving.resolve("model.onnx"));
    Files.createDirectory(arriving.resolve("golden"));
    Files.writeString(arriving.resolve("golden/sum.json"), golden(99));
    Files.move(arriving, repository.resolve("simple").resolve("2"));

    router.await(_ -> failed(2).isPresent());
    Announcement failure = failed(2).orElseThrow();
    assertThat(failure.getCondemned()).isTrue();
    assertThat(failure.getReason())
        .contains("2/golden/sum.json", "output 'OUTPUT0'[0,0]: expected 99, got 2");
    assertThat(router.state(first)).isEqualTo(UnitState.READY);

    Files.writeString(repository.resolve("simple/2/golden/sum.json"), golden(2));
    UnitId mended = awaitReady(2);
    Announcement ready = Objects.requireNonNull(router.units().get(mended));
    assertThat(ready.getLoad().getGoldenRequests()).isEqualTo(1);
    assertThat(ready.getLoad().getOpeningMicros()).isPositive();
    assertThat(ready.getLoad().getWarmUpMicros()).isPositive();
    assertThat(ready.getLoad().getOneRowMicros()).isPositive();
  }

  private Optional<Announcement> failed(long version) {
    return router.units().values().stream()
        .filter(unit -> unit.getUnit().getVersion() == version)
        .filter(unit -> unit.getState() == UnitState.FAILED)
        .findFirst();
  }

  /** Sixteen ones and ones, whose first sum is expected to be {@code sum}. */
  private static String golden(int sum) {
    String ones = "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]";
    String input = "{\"name\": \"%s\", \"datatype\": \"INT32\", \"shape\": [1, 16], \"data\": %s}";
    return "{\"request\": {\"inputs\": ["
        + input.formatted("INPUT0", ones)
        + ", "
        + input.formatted("INPUT1", ones)
        + "]}, \"outputs\": [{\"name\": \"OUTPUT0\", \"data\": ["
        + sum
        + ", 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]}]}";
  }

  @Test
  void drainedWorkerEndsEmptyOnceItsRoutersReleased() throws Exception {
    ControlStream stream = worker.attach("r", router);
    UnitId unit = awaitReady(1);
    var drained = worker.drain(Duration.ofMinutes(1)).toCompletableFuture();
    router.await(_ -> router.isDraining() && router.state(unit) == UnitState.RETIRING);
    assertThat(drained).isNotDone();

    stream.release(
        Release.newBuilder().setUnit(UnitMessage.of(unit)).setNumber(router.number(unit)).build());

    drained.get();
    assertThat(router.units()).isEmpty();
  }
}
