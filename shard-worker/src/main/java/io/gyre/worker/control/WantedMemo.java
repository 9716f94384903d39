package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.lifecycle.HeldUnit;
import io.gyre.loader.lifecycle.Wanted;
import io.gyre.loader.lifecycle.WantedVersions;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each model asked for the last time: an event of one model doesn't have all others work out
 * anew what they want.
 */
final class WantedMemo {
  private final Map<String, Asked> byModel = new HashMap<>();
  private Set<UnitId> condemned = Set.of();
  private Catalogue catalogue = Catalogue.EMPTY;

  /** What it was worked out from, and what that came to. */
  private record Asked(ModelEntry model, ModelOrders orders, List<HeldUnit> held, Wanted wanted) {
    boolean isOf(ModelEntry nowModel, ModelOrders nowOrders, List<HeldUnit> nowHeld) {
      if (model != nowModel || !orders.equals(nowOrders) || held.size() != nowHeld.size()) {
        return false;
      }
      for (int i = 0; i < held.size(); i++) {
        if (!isSame(held.get(i), nowHeld.get(i))) {
          return false;
        }
      }
      return true;
    }

    /** Compares what {@link WantedVersions} looks at. */
    private static boolean isSame(HeldUnit before, HeldUnit now) {
      return before.state() == now.state()
          && before.failures() > 0 == now.failures() > 0
          && before.unit().equals(now.unit());
    }
  }

  /**
   * Begins another moment.
   *
   * @param now the catalogue
   * @param condemnedNow units that can't or mustn't be served
   */
  void begin(Catalogue now, Set<UnitId> condemnedNow) {
    if (!condemned.equals(condemnedNow)) {
      byModel.clear();
      condemned = Set.copyOf(condemnedNow);
    }
    if (catalogue != now) {
      byModel.keySet().retainAll(now.models().keySet());
      catalogue = now;
    }
  }

  /** What a model wants, as {@link WantedVersions#of} says. */
  Wanted of(ModelEntry model, List<HeldUnit> held) {
    ModelOrders orders = catalogue.orders(model.name());
    Asked before = byModel.get(model.name());
    if (before != null && before.isOf(model, orders, held)) {
      return before.wanted();
    }
    Wanted wanted = WantedVersions.of(model, orders, held, condemned);
    byModel.put(model.name(), new Asked(model, orders, held, wanted));
    return wanted;
  }
}
