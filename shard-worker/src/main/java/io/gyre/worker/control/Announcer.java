package io.gyre.worker.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.unit.UnitId;
import io.gyre.proto.worker.WorkerMessage;
import io.gyre.proto.worker.WorkerMessage.Change;
import io.gyre.proto.worker.WorkerMessage.Models;
import io.gyre.proto.worker.WorkerMessage.Snapshot;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells routers what became different, one message for all that one event changed, and keeps the
 * ledger of the leases that telling gives. Confined to the control loop.
 */
final class Announcer {
  private static final int PROTOCOL = 1;

  private final String worker;
  private final RouterStreams streams = new RouterStreams();
  private final LeaseLedger leases;
  private final Set<UnitId> changed = new LinkedHashSet<>();
  private final Set<UnitId> gone = new LinkedHashSet<>();
  private Models models = Models.getDefaultInstance();
  private boolean modelsChanged;
  private boolean draining;
  private boolean drainingChanged;

  Announcer(String worker, LeaseLedger leases) {
    this.worker = worker;
    this.leases = leases;
  }

  /** Notes that the unit's state or number is another. */
  void changed(UnitId unit) {
    changed.add(unit);
    gone.remove(unit);
  }

  /** Notes that the unit is held no longer, and is still to be spoken of. */
  void unloaded(UnitId unit) {
    changed(unit);
    leases.forget(unit);
  }

  /** Notes that there is nothing more to say of the unit. */
  void gone(UnitId unit) {
    gone.add(unit);
    changed.remove(unit);
    leases.forget(unit);
  }

  /** Notes the models of the registry. */
  void models(Models now) {
    if (!now.equals(models)) {
      models = now;
      modelsChanged = true;
    }
  }

  /** Notes that this worker is about to end. */
  void draining() {
    drainingChanged = !draining;
    draining = true;
  }

  /**
   * Tells the routers whatever was noted since the last call.
   *
   * @param units what is spoken of; null where nothing is
   */
  void flush(Function<UnitId, @Nullable TrackedUnit> units) {
    if (changed.isEmpty() && gone.isEmpty() && !modelsChanged && !drainingChanged) {
      return;
    }
    Change.Builder change = Change.newBuilder().setDraining(draining);
    for (UnitId id : changed) {
      TrackedUnit unit = units.apply(id);
      if (unit != null) {
        change.addUnits(unit.announcement());
        if (unit.state().serves()) {
          leases.told(id);
        }
      }
    }
    gone.forEach(unit -> change.addGone(UnitMessage.of(unit)));
    if (modelsChanged) {
      change.setModels(models);
    }
    changed.clear();
    gone.clear();
    modelsChanged = false;
    drainingChanged = false;
    streams.sendToAll(WorkerMessage.newBuilder().setChange(change).build());
  }

  /** Opens a router's stream with a snapshot. */
  void attach(String router, ControlListener listener, Collection<TrackedUnit> units) {
    Snapshot.Builder snapshot =
        Snapshot.newBuilder()
            .setProtocol(PROTOCOL)
            .setWorker(worker)
            .addAllModels(models.getNamesList())
            .putAllProblems(models.getProblemsMap())
            .setProblem(models.getProblem())
            .putAllOrders(models.getOrdersMap())
            .setDraining(draining);
    units.forEach(unit -> snapshot.addUnits(unit.announcement()));
    leases.attached(
        router,
        units.stream().filter(unit -> unit.state().serves()).map(TrackedUnit::unit).toList());
    streams.open(router, listener, WorkerMessage.newBuilder().setSnapshot(snapshot).build());
  }

  /** Notes the end of this stream, unless the router has another by now. */
  void detach(String router, ControlListener listener, long now) {
    if (streams.isOpen(router, listener)) {
      streams.forget(router);
      leases.lost(router, now);
    }
  }

  /** Notes a router's release, unless its stream has ended. */
  void release(String router, ControlListener listener, UnitId unit, long number) {
    if (streams.isOpen(router, listener)) {
      leases.released(router, unit, number);
    }
  }

  /** Ends every stream. */
  void end(String reason) {
    streams.endAll(reason);
  }
}
