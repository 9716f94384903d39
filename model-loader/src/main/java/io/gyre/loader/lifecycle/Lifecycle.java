package io.gyre.loader.lifecycle;

import io.gyre.inference.unit.UnitId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides what a worker does next. A pure function of a view: the same view gives the same actions,
 * at most one for each unit, each a legal transition; carried out on an unchanging world, they come
 * to an end.
 */
public final class Lifecycle {
  /** One order for all workers, so that two half-loaded models can't keep room from each other. */
  private static final Comparator<UnitId> ROOM_ORDER =
      Comparator.comparing(UnitId::model)
          .thenComparing(UnitId::version, Comparator.reverseOrder())
          .thenComparing(UnitId::revision)
          .thenComparing(UnitId::partition);

  private final LifecycleView view;

  /** Bytes needed by each wanted unit. */
  private final Map<UnitId, Long> wanted = new LinkedHashMap<>();

  private final List<Action> actions = new ArrayList<>();

  private Lifecycle(LifecycleView view) {
    this.view = view;
    view.wanted().forEach(unit -> wanted.putIfAbsent(unit.unit(), unit.bytes()));
  }

  /** The actions that follow from {@code view}. */
  public static List<Action> decide(LifecycleView view) {
    Lifecycle lifecycle = new Lifecycle(view);
    lifecycle.addNew();
    view.held().forEach(lifecycle::step);
    lifecycle.giveRoom();
    return lifecycle.actions;
  }

  private void addNew() {
    Set<UnitId> followed = new HashSet<>();
    view.held().stream()
        .filter(held -> held.state() != UnitState.UNLOADED)
        .forEach(held -> followed.add(held.unit()));
    wanted.keySet().stream()
        .filter(unit -> !followed.contains(unit))
        .forEach(unit -> actions.add(new Action.Want(unit)));
  }

  private void step(HeldUnit held) {
    UnitId unit = held.unit();
    boolean isWanted = wanted.containsKey(unit);
    switch (held.state()) {
      case READY -> {
        if (!isWanted) {
          actions.add(new Action.Retire(unit));
        }
      }
      case RETIRING -> {
        if (isWanted) {
          actions.add(new Action.Restore(unit));
        } else {
          retiring(held);
        }
      }
      case FAILED -> {
        if (isWanted && held.isRetryDue(view.now())) {
          actions.add(new Action.Want(unit));
        } else if (!isWanted && !view.condemned().contains(unit)) {
          actions.add(new Action.Unload(unit));
        }
      }
      case WANTED, WAITING -> {
        if (!isWanted) {
          actions.add(new Action.Unload(unit));
        }
      }
      // A load that began is finished; what is gone stays so.
      case LOADING, WARMING, UNLOADED -> {}
    }
  }

  private void retiring(HeldUnit held) {
    List<String> bound = held.leases().keySet().stream().filter(view::binds).toList();
    long released = bound.stream().filter(held::isReleasedBy).count();
    if (released == bound.size()) {
      if (held.inFlight() == 0) {
        actions.add(new Action.Unload(held.unit()));
      }
    } else if (released > 0 && view.now() - held.announcedAt() >= view.reannounceAfter()) {
      actions.add(new Action.Reannounce(held.unit()));
    }
  }

  private void giveRoom() {
    long free = view.freeBytes();
    long slots =
        view.loadingSlots() - view.held().stream().filter(held -> held.state().loads()).count();
    for (HeldUnit held : hopeful()) {
      UnitId unit = held.unit();
      long bytes = wanted.getOrDefault(unit, 0L);
      if (bytes > free) {
        if (held.state() == UnitState.WANTED) {
          actions.add(new Action.Wait(unit, bytes, Math.max(free, 0)));
        }
        continue;
      }
      free -= bytes;
      if (held.state() == UnitState.WAITING) {
        actions.add(new Action.Want(unit));
      } else if (slots > 0) {
        slots--;
        actions.add(new Action.Load(unit));
      }
    }
  }

  /** Wanted units that aren't loaded yet, the first to get room first. */
  private List<HeldUnit> hopeful() {
    return view.held().stream()
        .filter(held -> held.state() == UnitState.WANTED || held.state() == UnitState.WAITING)
        .filter(held -> wanted.containsKey(held.unit()))
        .sorted(Comparator.comparing(HeldUnit::unit, ROOM_ORDER))
        .toList();
  }
}
