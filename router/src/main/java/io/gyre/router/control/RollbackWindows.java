package io.gyre.router.control;

import io.gyre.router.table.Decision;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.ServedVersion;
import io.gyre.router.table.VersionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The roll-back windows that are open: looks at each again and again, condemns the versions that
 * fail in them, and closes those whose time is over. Confined to the control loop.
 */
final class RollbackWindows {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final RollbackSettings settings;
  private final LoopScheduler scheduler;
  private final Function<String, @Nullable ModelRoutes> routes;
  private final Verdicts verdicts;
  private final Consumer<Set<String>> changed;
  private final Map<String, RollbackWindow> open = new HashMap<>();
  private boolean looking;

  /**
   * @param routes where requests for a model go at present
   * @param verdicts takes the versions that are condemned here
   * @param changed takes the models that are to be decided anew
   */
  RollbackWindows(
      RollbackSettings settings,
      LoopScheduler scheduler,
      Function<String, @Nullable ModelRoutes> routes,
      Verdicts verdicts,
      Consumer<Set<String>> changed) {
    this.settings = settings;
    this.scheduler = scheduler;
    this.routes = routes;
    this.verdicts = verdicts;
    this.changed = changed;
  }

  boolean opensWindows() {
    return settings.opensWindows();
  }

  /** The version that the model's window keeps. */
  Optional<VersionId> kept(String model) {
    return Optional.ofNullable(open.get(model)).map(RollbackWindow::kept);
  }

  /** Models whose windows are open. */
  Set<String> models() {
    return Set.copyOf(open.keySet());
  }

  /** Opens or closes the model's window as was decided. */
  void follow(String model, @Nullable ModelRoutes before, Decision decision) {
    ModelRoutes after = decision.routes();
    if (before == null || after == null || decision.kept().isEmpty()) {
      open.remove(model);
    } else if (!before.current().id().equals(after.current().id())) {
      ServedVersion judged = after.current();
      open.put(
          model,
          new RollbackWindow(
              decision.kept().get(),
              judged.id(),
              before.current().tally().sample(),
              judged.tally().sample(),
              scheduler.now() + settings.window().toNanos()));
      lookLater();
    }
  }

  private void lookLater() {
    if (!looking) {
      looking = true;
      scheduler.schedule(LOOK, this::look);
    }
  }

  private void look() {
    looking = false;
    Set<String> ended = new HashSet<>();
    List.copyOf(open.entrySet())
        .forEach(entry -> {
          if (isEnded(entry.getKey(), entry.getValue())) {
            open.remove(entry.getKey());
            ended.add(entry.getKey());
          }
        });
    if (!ended.isEmpty()) {
      changed.accept(ended);
    }
    if (!open.isEmpty()) {
      lookLater();
    }
  }

  private boolean isEnded(String model, RollbackWindow window) {
    ModelRoutes now = routes.apply(model);
    if (now == null || !now.current().id().equals(window.judged())) {
      return true;
    }
    Optional<String> verdict = window.verdict(now.current().tally().sample(), settings);
    verdict.ifPresent(reason -> verdicts.condemn(window.judged(), reason));
    return verdict.isPresent() || window.isOver(scheduler.now());
  }
}
