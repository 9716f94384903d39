package io.gyre.worker.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.transport.UnitMessage;
import io.gyre.inference.unit.UnitId;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.UnitState;
import io.gyre.proto.worker.WorkerMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A router's picture of one worker, from what it announces. */
final class Announced implements ControlListener {
  private final Map<UnitId, Announcement> units = new HashMap<>();
  private final List<String> models = new ArrayList<>();
  private final Map<String, String> problems = new HashMap<>();
  private final Map<UnitId, List<UnitState>> history = new HashMap<>();
  private final List<Await> awaits = new ArrayList<>();
  private boolean snapshotSeen;
  private boolean draining;
  private String end = "";

  @Override
  public synchronized void onMessage(WorkerMessage message) {
    switch (message.getKindCase()) {
      case SNAPSHOT -> {
        if (snapshotSeen) {
          throw new IllegalStateException("a second snapshot");
        }
        snapshotSeen = true;
        models.addAll(message.getSnapshot().getModelsList());
        problems.putAll(message.getSnapshot().getProblemsMap());
        draining = message.getSnapshot().getDraining();
        message.getSnapshot().getUnitsList().forEach(this::put);
      }
      case CHANGE -> {
        if (!snapshotSeen) {
          throw new IllegalStateException("a change before the snapshot");
        }
        draining = message.getChange().getDraining();
        message.getChange().getUnitsList().forEach(this::put);
        message.getChange().getGoneList().forEach(unit -> units.remove(UnitMessage.read(unit)));
        if (message.getChange().hasModels()) {
          models.clear();
          models.addAll(message.getChange().getModels().getNamesList());
          problems.clear();
          problems.putAll(message.getChange().getModels().getProblemsMap());
        }
      }
      case KIND_NOT_SET -> throw new IllegalStateException("an empty message");
    }
    awaits.removeIf(Await::isMet);
  }

  private void put(Announcement announcement) {
    history
        .computeIfAbsent(UnitMessage.read(announcement.getUnit()), _ -> new ArrayList<>())
        .add(announcement.getState());
    Announcement before = units.put(UnitMessage.read(announcement.getUnit()), announcement);
    if (before != null && before.getNumber() >= announcement.getNumber()) {
      throw new IllegalStateException(before + " is followed by " + announcement);
    }
  }

  @Override
  public synchronized void onEnd(String reason) {
    end = reason;
    awaits.removeIf(Await::isMet);
  }

  synchronized Map<UnitId, Announcement> units() {
    return Map.copyOf(units);
  }

  synchronized UnitState state(UnitId unit) {
    Announcement announcement = units.get(unit);
    return announcement == null ? UnitState.UNIT_STATE_UNSPECIFIED : announcement.getState();
  }

  /** Every state that was announced of the unit, in order. */
  synchronized List<UnitState> history(UnitId unit) {
    return List.copyOf(history.getOrDefault(unit, List.of()));
  }

  synchronized long number(UnitId unit) {
    Announcement announcement = units.get(unit);
    return announcement == null ? 0 : announcement.getNumber();
  }

  synchronized List<String> models() {
    return List.copyOf(models);
  }

  synchronized Map<String, String> problems() {
    return Map.copyOf(problems);
  }

  synchronized boolean isDraining() {
    return draining;
  }

  synchronized String end() {
    return end;
  }

  /** Waits until the picture is as wanted. */
  void await(Predicate<Announced> wanted) throws Exception {
    Await await = new Await(wanted, new CompletableFuture<>());
    synchronized (this) {
      awaits.add(await);
      awaits.removeIf(Await::isMet);
    }
    await.met.get(60, TimeUnit.SECONDS);
  }

  /** One wait for a picture. */
  private final class Await {
    private final Predicate<Announced> wanted;
    private final CompletableFuture<Void> met;

    Await(Predicate<Announced> wanted, CompletableFuture<Void> met) {
      this.wanted = wanted;
      this.met = met;
    }

    boolean isMet() {
      return wanted.test(Announced.this) && met.complete(null);
    }
  }
}
