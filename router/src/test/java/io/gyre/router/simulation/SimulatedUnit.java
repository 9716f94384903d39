package io.gyre.router.simulation;

import io.gyre.inference.unit.UnitId;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.Unit;
import io.gyre.proto.worker.UnitState;
import java.util.HashMap;
import java.util.Map;

/** One unit at a simulated worker. */
final class SimulatedUnit {
  /** What stands for a router that was told that the unit serves and has released nothing. */
  static final long NOTHING = -1;

  final UnitId id;

  /** The number that each router told of the unit has released. */
  final Map<String, Long> leases = new HashMap<>();

  UnitState state = UnitState.WANTED;
  boolean condemned;
  long number;
  int inFlight;

  SimulatedUnit(UnitId id) {
    this.id = id;
  }

  boolean serves() {
    return state == UnitState.READY || state == UnitState.RETIRING;
  }

  boolean isLoading() {
    return state == UnitState.LOADING || state == UnitState.WARMING;
  }

  boolean mayUnload() {
    return state == UnitState.RETIRING
        && inFlight == 0
        && leases.values().stream().allMatch(released -> released == number);
  }

  Announcement announcement() {
    return Announcement.newBuilder()
        .setUnit(
            Unit.newBuilder()
                .setModel(id.model())
                .setVersion(id.version())
                .setRevision(id.revision()))
        .setState(state)
        .setNumber(number)
        .setCondemned(condemned)
        .build();
  }
}
