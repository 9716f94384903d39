package io.gyre.bench.walk;

import io.gyre.cluster.placement.MemberCapacity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A worker's place in the cluster, in which its processes follow one another. */
final class SimulatedWorker {
  private final MemberCapacity member;
  private final Supplier<WorkerProcess> processes;
  private @Nullable WorkerProcess process;

  /**
   * @param processes begins a process
   */
  SimulatedWorker(MemberCapacity member, Supplier<WorkerProcess> processes) {
    this.member = member;
    this.processes = processes;
  }

  String id() {
    return member.id();
  }

  MemberCapacity member() {
    return member;
  }

  /** The process that lives; null where none does. */
  @Nullable WorkerProcess process() {
    return process;
  }

  /** Whether the process that lives gives everything away. */
  boolean isDraining() {
    return process != null && process.isDraining();
  }

  /** Begins a process, where none lives. */
  void start(Collection<MemberCapacity> members) {
    if (process == null) {
      process = processes.get();
      hear(members);
    }
  }

  /** Hears who the members are; unless it drains, it counts itself one. */
  void hear(Collection<MemberCapacity> members) {
    if (process != null) {
      List<MemberCapacity> all = new ArrayList<>(members);
      if (!process.isDraining() && !all.contains(member)) {
        all.add(member);
      }
      process.hear(all);
    }
  }

  /** Ends the process at once; the result is what lived. */
  @Nullable WorkerProcess end() {
    WorkerProcess ended = process;
    process = null;
    if (ended != null) {
      ended.die();
    }
    return ended;
  }
}
