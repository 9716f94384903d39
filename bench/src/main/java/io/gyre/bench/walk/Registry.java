package io.gyre.bench.walk;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.FileEntry;
import io.gyre.loader.repository.FileStamp;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.worker.placement.UnitNeeds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The models of a walk, and their versions as they are at the moment. */
final class Registry {
  private final SortedMap<String, List<Version>> models = new TreeMap<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Map<String, Integer> demand = new HashMap<>();
  private int revisions;
  private Optional<Catalogue> catalogue = Optional.empty();

  /**
   * A version.
   *
   * @param bytes size of its files
   * @param good whether it can be loaded
   */
  record Version(UnitId unit, long bytes, boolean good) {}

  List<String> models() {
    return List.copyOf(models.keySet());
  }

  /** Adds a version that is newer than any before. */
  void publish(String model, long bytes, boolean good) {
    put(model, newest.merge(model, 1L, Long::sum), bytes, good);
  }

  /**
   * Changes the content of the newest version, for the better: where it can't be loaded any more,
   * those that have it go on serving what it was, and others what was before it.
   */
  void revise(String model) {
    Version before = versions(model).removeLast();
    put(model, before.unit().version(), before.bytes(), true);
  }

  /** Takes the newest version away, where a good one stays. */
  void withdraw(String model) {
    List<Version> versions = versions(model);
    Version last = versions.removeLast();
    if (noneIsGood(model)) {
      versions.add(last);
    }
    catalogue = Optional.empty();
  }

  /** Has demand ask for so many replicas. */
  void demand(String model, int replicas) {
    demand.put(model, replicas);
    catalogue = Optional.empty();
  }

  /** How many replicas demand asks for; 0 for none in particular. */
  int demand(String model) {
    return demand.getOrDefault(model, 0);
  }

  private boolean noneIsGood(String model) {
    return versions(model).stream().noneMatch(Version::good);
  }

  private void put(String model, long number, long bytes, boolean good) {
    UnitId unit = new UnitId(model, number, "r" + ++revisions, 0);
    versions(model).add(new Version(unit, bytes, good));
    catalogue = Optional.empty();
  }

  private List<Version> versions(String model) {
    return models.computeIfAbsent(model, _ -> new ArrayList<>());
  }

  /** The newest version as people read it. */
  String newest(String model) {
    Version last = versions(model).getLast();
    return last.unit() + (last.good() ? "" : ", which can't be loaded");
  }

  /** The unit that is to be served in the end: the newest that can be loaded. */
  UnitId wanted(String model) {
    return versions(model).reversed().stream()
        .filter(Version::good)
        .findFirst()
        .orElseThrow()
        .unit();
  }

  /** Whether the unit can be loaded: a good one whose files are still there. */
  boolean isGood(UnitId unit) {
    return find(unit).filter(Version::good).isPresent();
  }

  /** Whether the unit's files are there. */
  boolean has(UnitId unit) {
    return find(unit).isPresent();
  }

  private Optional<Version> find(UnitId unit) {
    return versions(unit.model()).stream()
        .filter(version -> version.unit().equals(unit))
        .findFirst();
  }

  /** What the unit holds once it is loaded. */
  long heldBytes(UnitId unit) {
    return (long) (find(unit).map(Version::bytes).orElse(0L) * UnitNeeds.BYTES_PER_FILE_BYTE);
  }

  /** What a worker reads. */
  Catalogue catalogue() {
    if (catalogue.isEmpty()) {
      SortedMap<String, ModelEntry> entries = new TreeMap<>();
      models.keySet().forEach(model -> entries.put(model, entry(model)));
      Map<String, ModelOrders> orders = new HashMap<>();
      demand.forEach(
          (model, replicas) -> orders.put(model, ModelOrders.NONE.withReplicas(replicas)));
      catalogue = Optional.of(new Catalogue(entries, Optional.empty(), orders));
    }
    return catalogue.get();
  }

  private ModelEntry entry(String model) {
    return new ModelEntry(
        model,
        Path.of(model),
        ConfigurationFile.ABSENT,
        versions(model).stream().map(Registry::entry).toList(),
        List.of(),
        Optional.empty());
  }

  private static VersionEntry entry(Version version) {
    FileStamp stamp = new FileStamp(version.bytes(), Instant.EPOCH, "");
    String path = version.unit().version() + "/model.onnx";
    return new VersionEntry(
        version.unit(),
        Path.of(version.unit().model()),
        List.of(new FileEntry(path, stamp, version.unit().revision())));
  }
}
