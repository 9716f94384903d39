package io.gyre.router.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a defect that shows in one model from the others: that model stays as it is, and has its
 * next try after a pause that doubles. Confined to the control loop.
 */
final class ModelGuard {
  private static final Logger LOG = LoggerFactory.getLogger(ModelGuard.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 6;

  private final LoopScheduler scheduler;
  private final Consumer<Set<String>> tryAgain;
  private final Map<String, Integer> failures = new HashMap<>();
  private final Set<String> failedNow = new HashSet<>();

  /**
   * @param tryAgain takes the models that are due
   */
  ModelGuard(LoopScheduler scheduler, Consumer<Set<String>> tryAgain) {
    this.scheduler = scheduler;
    this.tryAgain = tryAgain;
  }

  /** Does one step for a model, and notes where it fails. */
  void run(String model, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error defect) {
      LOG.error("model {}: what follows from its workers' news can't be done", model, defect);
      failedNow.add(model);
    }
  }

  /** Settles a round of steps: what failed is tried again later, what didn't is in order. */
  void settle(Set<String> models) {
    for (String model : models) {
      if (failedNow.remove(model)) {
        int before = failures.merge(model, 1, Integer::sum) - 1;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
        scheduler.schedule(pause, () -> tryAgain.accept(Set.of(model)));
      } else {
        failures.remove(model);
      }
    }
  }
}
