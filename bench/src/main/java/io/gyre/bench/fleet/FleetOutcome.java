package io.gyre.bench.fleet;

import java.util.List;

/**
 * What a simulation showed.
 *
 * @param samples the cluster at regular moments, the first before anything happened
 * @param millis how long each placement took
 */
public record FleetOutcome(FleetPlan plan, List<FleetSample> samples, List<Double> millis) {
  public FleetOutcome {
    samples = List.copyOf(samples);
    millis = List.copyOf(millis);
  }

  /** The time that a share of the placements took no longer than, in milliseconds. */
  double millis(double share) {
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
