package io.gyre.loadtest.search;

import io.gyre.loadtest.run.Measured;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A service-level objective: all that a service promises.
 *
 * @param objectives at least one
 */
public record Slo(List<Objective> objectives) {
  public Slo {
    objectives = List.copyOf(objectives);
    if (objectives.isEmpty()) {
      throw new IllegalArgumentException("no objective");
    }
  }

  /** Whether {@code measured} keeps every objective. */
  public boolean isHeldBy(Measured measured) {
    return measured.answered() + measured.failed() > 0
        && objectives.stream().allMatch(objective -> objective.isHeldBy(measured));
  }

  /** The objectives as they are asked for, like {@code p99=20ms and errors=0.1%}. */
  @Override
  public String toString() {
    return objectives.stream().map(Objective::toString).collect(Collectors.joining(" and "));
  }
}
