package io.gyre.router.control;

import io.gyre.cluster.control.ControlStream;
import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.unit.UnitId;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.ModelOrders;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;
import io.gyre.proto.worker.Unit;
import io.gyre.proto.worker.UnitState;
import io.gyre.proto.worker.WorkerMessage;
import io.gyre.router.table.Holding;
import io.gyre.router.table.VersionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one worker has announced over its present stream, and what was released of it. Confined to
 * the control loop.
 */
final class WorkerLink {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLink.class);

  private Target target;
  private final Map<String, Map<UnitId, Announcement>> units = new HashMap<>();
  private final Map<UnitId, Long> released = new HashMap<>();
  private final Set<UnitId> waiting = new HashSet<>();

  /** Versions of which this stream has carried the verdict. */
  private final Set<VersionId> told = new HashSet<>();

  private Set<String> models = Set.of();
  private Map<String, String> problems = Map.of();
  private String registryProblem = "";
  private Map<String, ModelOrders> orders = Map.of();
  private @Nullable ControlStream stream;
  private String process = "";
  private boolean listed = true;
  private boolean connected;
  private boolean draining;
  private String lastError = "";

  WorkerLink(Target target) {
    this.target = target;
  }

  Target target() {
    return target;
  }

  boolean isConnected() {
    return connected;
  }

  /** Whether membership lists the worker at present. */
  boolean isListed() {
    return listed;
  }

  void list(boolean present) {
    listed = present;
  }

  Set<String> models() {
    return models;
  }

  /**
   * Whether the worker may serve the model for long: its registry has it, nobody asks to unload it,
   * and the worker isn't draining.
   */
  boolean mayServe(String model) {
    return !draining && models.contains(model) && !orders(model).getUnwanted();
  }

  /** Whether the worker follows what people ask for. */
  boolean follows() {
    return connected && !draining;
  }

  /** What people ask of models, as far as the worker follows it, by their names. */
  Map<String, ModelOrders> orders() {
    return orders;
  }

  private ModelOrders orders(String model) {
    return orders.getOrDefault(model, ModelOrders.getDefaultInstance());
  }

  /**
   * Whether the worker is to be rid of what is RETIRING there: it drains, or a unit waits for room
   * that there would be without.
   */
  boolean isCrowded() {
    if (draining || waiting.isEmpty()) {
      return draining;
    }
    List<Announcement> all =
        units.values().stream().flatMap(ofModel -> ofModel.values().stream()).toList();
    long retiring =
        all.stream()
            .filter(unit -> unit.getState() == UnitState.RETIRING)
            .mapToLong(Announcement::getBytesHeld)
            .sum();
    return all.stream()
        .filter(unit -> unit.getState() == UnitState.WAITING)
        .anyMatch(unit -> unit.getBytesNeeded() - unit.getBytesFree() <= retiring);
  }

  /** What is wrong with a model in the worker's registry, by its name. */
  Map<String, String> problems() {
    return problems;
  }

  MemberView view() {
    return new MemberView(target.member(), listed, connected, draining, lastError, registryProblem);
  }

  List<Holding> holdings(String model) {
    return units.getOrDefault(model, Map.of()).entrySet().stream()
        .map(entry -> holding(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Holding holding(UnitId unit, Announcement announcement) {
    Long number = released.get(unit);
    return new Holding(
        target.member().id(),
        target.worker(),
        connected,
        unit,
        announcement,
        number != null && number == announcement.getNumber(),
        orders(unit.model()).getAsideList().contains(unit.version()));
  }

  /** Whether the stream is up, and comes from that process. */
  boolean isConnectedTo(String other) {
    return connected && process.equals(other);
  }

  /** Takes what the list says of the worker now. */
  void relist(Target now) {
    target = now;
  }

  String lastError() {
    return lastError;
  }

  void opened(ControlStream opened) {
    stream = opened;
  }

  /** Takes a message in; the result names the models that may have changed by it. */
  Set<String> receive(WorkerMessage message) {
    return switch (message.getKindCase()) {
      case SNAPSHOT -> replace(message.getSnapshot());
      case CHANGE -> change(message.getChange());
      case KIND_NOT_SET -> Set.of();
    };
  }

  private Set<String> replace(WorkerMessage.Snapshot snapshot) {
    Set<String> touched = forget();
    connected = true;
    process = snapshot.getProcess();
    draining = snapshot.getDraining();
    setModels(
        snapshot.getModelsList(), snapshot.getProblemsMap(), snapshot.getOrdersMap(), touched);
    registryProblem = snapshot.getProblem();
    noteRepeated(snapshot.getUnitsList());
    snapshot.getUnitsList().forEach(announcement -> hold(announcement, touched));
    return touched;
  }

  /** Names units that the worker announces twice at once; the later word counts. */
  private void noteRepeated(List<Announcement> announcements) {
    Set<UnitId> seen = new HashSet<>();
    Map<String, String> all = new HashMap<>(problems);
    for (Announcement announcement : announcements) {
      UnitId unit = UnitMessage.read(announcement.getUnit());
      if (!seen.add(unit)) {
        String problem =
            "worker %s announces %s twice at once, of which the later word counts: a fault of its release of Gyre"
                .formatted(target.member().id(), unit);
        LOG.warn("{}", problem);
        all.putIfAbsent(unit.model(), problem);
      }
    }
    problems = Map.copyOf(all);
  }

  private Set<String> change(WorkerMessage.Change change) {
    Set<String> touched = new TreeSet<>();
    if (draining != change.getDraining()) {
      draining = change.getDraining();
      touched.addAll(models);
    }
    if (change.hasModels()) {
      WorkerMessage.Models now = change.getModels();
      setModels(now.getNamesList(), now.getProblemsMap(), now.getOrdersMap(), touched);
      registryProblem = now.getProblem();
    }
    change.getUnitsList().forEach(announcement -> hold(announcement, touched));
    for (Unit gone : change.getGoneList()) {
      drop(UnitMessage.read(gone), touched);
    }
    return touched;
  }

  private void setModels(
      List<String> names,
      Map<String, String> why,
      Map<String, ModelOrders> asked,
      Set<String> touched) {
    touched.addAll(models);
    models = Set.copyOf(names);
    problems = Map.copyOf(why);
    orders = Map.copyOf(asked);
    touched.addAll(models);
  }

  private void hold(Announcement announcement, Set<String> touched) {
    UnitId unit = UnitMessage.read(announcement.getUnit());
    units.computeIfAbsent(unit.model(), _ -> new LinkedHashMap<>()).put(unit, announcement);
    if (announcement.getState() == UnitState.WAITING) {
      waiting.add(unit);
    } else {
      waiting.remove(unit);
    }
    touched.add(unit.model());
  }

  private void drop(UnitId unit, Set<String> touched) {
    Map<UnitId, Announcement> held = units.get(unit.model());
    if (held != null && held.remove(unit) != null) {
      touched.add(unit.model());
      if (held.isEmpty()) {
        units.remove(unit.model());
      }
    }
    released.remove(unit);
    waiting.remove(unit);
  }

  /**
   * Notes that the stream is over; what was announced stays until it is forgotten. The result names
   * its models.
   */
  Set<String> lost(String reason) {
    stream = null;
    connected = false;
    lastError = reason;
    return new TreeSet<>(units.keySet());
  }

  /**
   * Drops what was announced, and with it the memory of releases: a new snapshot leases anew. The
   * result names the models.
   */
  Set<String> forget() {
    Set<String> touched = new TreeSet<>(units.keySet());
    touched.addAll(models);
    units.clear();
    released.clear();
    waiting.clear();
    told.clear();
    models = Set.of();
    problems = Map.of();
    registryProblem = "";
    orders = Map.of();
    return touched;
  }

  /**
   * Answers a RETIRING announcement where the worker can be told; the result says whether it was.
   */
  boolean release(Holding holding) {
    if (stream == null || !connected) {
      return false;
    }
    long number = holding.announcement().getNumber();
    released.put(holding.unit(), number);
    stream.release(
        Release.newBuilder().setUnit(holding.announcement().getUnit()).setNumber(number).build());
    return true;
  }

  /** Tells the worker of a verdict, once a stream, where it can be told. */
  void condemn(VersionId version, String reason) {
    if (stream != null && connected && told.add(version)) {
      stream.condemn(
          Verdict.newBuilder()
              .setModel(version.model())
              .setVersion(version.version())
              .setRevision(version.revision())
              .setReason(reason)
              .build());
    }
  }

  void close() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
