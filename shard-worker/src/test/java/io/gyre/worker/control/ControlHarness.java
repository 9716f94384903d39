package io.gyre.worker.control;

import io.gyre.inference.loop.ReadPasses;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.config.ModelConfiguration;
import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.load.LoadOutcome.LoadFailure;
import io.gyre.loader.load.LoadOutcome.LoadedUnit;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.FileEntry;
import io.gyre.loader.repository.FileStamp;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.worker.cache.ResponseCache;
import io.gyre.worker.queue.QueueSettings;
import io.gyre.worker.replica.Configurations;
import io.gyre.worker.replica.FakeModel;
import io.gyre.worker.replica.ServedReplicas;
import io.gyre.worker.statistics.StatisticsBook;
import io.gyre.worker.warmup.WarmUpSettings;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A control loop without threads: the test is its repository, its loader and its clock. */
final class ControlHarness {
  static final long GRACE = 1_000;
  static final long REANNOUNCE = 200;
  static final long BACKOFF = 50;
  static final long CACHE_BYTES = 10_000;

  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  final ServedReplicas served = new ServedReplicas();
  final StatisticsBook statistics = new StatisticsBook(InstantSource.system());
  final List<UnitId> loading = new ArrayList<>();
  final List<CondemnedVersion> verdicts = new ArrayList<>();

  /** Units whose load can't be begun. */
  final Set<UnitId> faulty = new HashSet<>();

  final List<FakeModel> models = new ArrayList<>();
  final UnitControl control;
  long now = 1;

  ControlHarness(long memoryBytes, int loadingThreads, Predicate<String> wantedModels) {
    WorkerSettings settings =
        new WorkerSettings(
            "w",
            Duration.ofSeconds(1),
            Duration.ofNanos(GRACE),
            Duration.ofNanos(REANNOUNCE),
            Duration.ofNanos(BACKOFF),
            loadingThreads,
            memoryBytes,
            QueueSettings.DEFAULTS,
            CACHE_BYTES,
            WarmUpSettings.DEFAULT,
            Duration.ofSeconds(10));
    control =
        new UnitControl(
            settings,
            wantedModels,
            (_, version) -> load(version.unit()),
            new ReplicaKeeper(
                served,
                statistics,
                QueueSettings.DEFAULTS,
                new ResponseCache(CACHE_BYTES, allocator),
                ReadPasses.NONE,
                allocator,
                () -> now),
            (_, version) -> verdicts.add(version),
            () -> now);
  }

  private void load(UnitId unit) {
    if (faulty.contains(unit)) {
      throw new IllegalStateException("a defect");
    }
    loading.add(unit);
  }

  static UnitId unit(String model, long version) {
    return new UnitId(model, version, "r", 0);
  }

  /** A catalogue of exactly these units. */
  static Catalogue catalogue(UnitId... units) {
    return sized(0, units);
  }

  /** A catalogue of exactly these units, each with one file of that size. */
  static Catalogue sized(long bytes, UnitId... units) {
    TreeMap<String, ModelEntry> models = new TreeMap<>();
    for (UnitId unit : units) {
      List<VersionEntry> versions =
          Arrays.stream(units)
              .filter(other -> other.model().equals(unit.model()))
              .map(other ->
                  new VersionEntry(other, Path.of(other.model()), List.of(file(other, bytes))))
              .toList();
      models.put(
          unit.model(),
          new ModelEntry(
              unit.model(),
              Path.of(unit.model()),
              ConfigurationFile.ABSENT,
              versions,
              List.of(),
              Optional.empty()));
    }
    return new Catalogue(models, Optional.empty());
  }

  private static FileEntry file(UnitId unit, long bytes) {
    return new FileEntry(
        unit.version() + "/model.onnx", new FileStamp(bytes, Instant.EPOCH, ""), "");
  }

  /** A catalogue of one model, of which no version can be offered. */
  static Catalogue without(String model, String problem) {
    ModelEntry entry =
        new ModelEntry(
            model,
            Path.of(model),
            ConfigurationFile.ABSENT,
            List.of(),
            List.of(),
            Optional.of(problem));
    return new Catalogue(new TreeMap<>(Map.of(model, entry)), Optional.empty());
  }

  /** Ends the unit's load well. */
  FakeModel loaded(UnitId unit) {
    return loaded(unit, Configurations.doubling(4, 1));
  }

  /** Ends the load of a unit of that configuration well. */
  FakeModel loaded(UnitId unit, ModelConfiguration configuration) {
    FakeModel model = FakeModel.held(allocator);
    loading.remove(unit);
    models.add(model);
    control.onLoaded(new LoadedUnit(unit, configuration, model));
    return model;
  }

  /** Ends the unit's load badly. */
  void failed(UnitId unit, boolean fileAtFault) {
    loading.remove(unit);
    control.onLoaded(new LoadFailure(unit, "a reason", fileAtFault));
  }

  /** Ends the worker; every model is closed afterwards. */
  void end() throws Exception {
    models.forEach(model -> model.permit(1_000));
    control.end("the test ends").toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
