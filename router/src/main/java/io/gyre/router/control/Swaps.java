package io.gyre.router.control;

import io.gyre.router.table.Decision;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.RoutingContext;
import io.gyre.router.table.ServedVersion;
import io.gyre.router.table.SignatureChanges;
import io.gyre.router.table.VersionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows how versions replace one another: flips, the roll-back windows after them, and verdicts.
 * Confined to the control loop.
 */
final class Swaps {
  private final Verdicts verdicts = new Verdicts();
  private final RollbackWindows windows;
  private final Map<String, ModelSwaps> models = new HashMap<>();

  /**
   * @param routes where requests for a model go at present
   * @param changed takes the models that are to be decided anew
   */
  Swaps(
      RollbackSettings settings,
      LoopScheduler scheduler,
      Function<String, @Nullable ModelRoutes> routes,
      Consumer<Set<String>> changed) {
    windows = new RollbackWindows(settings, scheduler, routes, verdicts, changed);
  }

  /** Models whose roll-back windows are open. */
  Set<String> windowModels() {
    return windows.models();
  }

  /**
   * What the next decision about a model depends on beside its holdings.
   *
   * @param crowded workers that are to be rid of what is RETIRING there
   */
  RoutingContext context(String model, boolean hasFuture, List<Holding> held, Set<String> crowded) {
    verdicts.learn(held);
    return new RoutingContext(
        hasFuture,
        verdicts.of(model).keySet(),
        windows.kept(model),
        windows.opensWindows(),
        crowded);
  }

  /** Notes what was decided about a model. */
  void follow(String model, @Nullable ModelRoutes before, Decision decision) {
    ModelRoutes after = decision.routes();
    windows.follow(model, before, decision);
    Map<VersionId, String> condemned = verdicts.of(model);
    Flip flip = before == null || after == null ? null : flip(before, after, condemned);
    FlipLog.note(model, before, after, flip);
    ModelSwaps known = models.getOrDefault(model, ModelSwaps.NONE);
    ModelSwaps now = (flip == null ? known : known.with(flip)).with(windows.kept(model), condemned);
    if (now.equals(ModelSwaps.NONE)) {
      models.remove(model);
    } else {
      models.put(model, now);
    }
  }

  private static @Nullable Flip flip(
      ModelRoutes before, ModelRoutes after, Map<VersionId, String> condemned) {
    ServedVersion from = before.current();
    ServedVersion to = after.current();
    return from.id().equals(to.id())
        ? null
        : new Flip(
            from.id(),
            to.id(),
            condemned.containsKey(from.id()) && !condemned.containsKey(to.id()),
            SignatureChanges.between(from.config(), to.config()));
  }

  /** Tells the workers the model's verdicts, as far as they don't say so themselves. */
  void repeatVerdicts(String model, Collection<WorkerLink> links) {
    verdicts.repeat(model, links);
  }

  /** Forgets a model that no registry has and no worker holds. */
  void forget(String model) {
    verdicts.forget(model);
    models.remove(model);
  }

  /** The models of which there is anything to tell. */
  Map<String, ModelSwaps> view() {
    return Map.copyOf(models);
  }
}
