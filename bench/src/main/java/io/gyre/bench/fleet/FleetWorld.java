package io.gyre.bench.fleet;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.UnitNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The workers and models of a simulation, and what happens to them. */
final class FleetWorld {
  private static final int ZONES = 5;
  private static final double MEDIAN_BYTES = 50e6;

  /** Share of the workers' memory that all replicas take at first. */
  private static final double FILL = 0.7;

  /** Share of the workers that the load keeps busy at first. */
  private static final double BUSY = 0.4;

  private final FleetPlan plan;
  private final Random random;
  private final List<MemberCapacity> members = new ArrayList<>();
  private final List<Demand> models = new ArrayList<>();
  private final long memory;
  private int names;

  FleetWorld(FleetPlan plan) {
    this.plan = plan;
    random = new Random(plan.seed());
    double harmonic = 0;
    for (int rank = 1; rank <= plan.models(); rank++) {
      harmonic += 1.0 / rank;
    }
    for (int rank = 1; rank <= plan.models(); rank++) {
      models.add(model(BUSY * plan.workers() / harmonic / rank));
    }
    long bytes = models.stream().mapToLong(model -> model.bytes() * model.replicas()).sum();
    memory = (long) (bytes / FILL / plan.workers());
    for (int i = 0; i < plan.workers(); i++) {
      members.add(member());
    }
  }

  private Demand model(double load) {
    long bytes = (long) (MEDIAN_BYTES * Math.exp(random.nextGaussian()));
    return new Demand("model-" + names++, bytes, 0, 2).withLoad(load);
  }

  private MemberCapacity member() {
    int number = names++;
    return new MemberCapacity("worker-" + number, memory, Set.of(), "zone-" + number % ZONES);
  }

  List<MemberCapacity> members() {
    return members;
  }

  List<Demand> models() {
    return models;
  }

  List<UnitNeed> needs() {
    return models.stream().map(Demand::need).toList();
  }

  /** Changes one worker or model. */
  FleetEvent happen() {
    FleetEvent event = FleetEvent.any(random);
    switch (event) {
      case WORKER -> {
        if (members.size() < plan.workers()) {
          members.add(member());
        } else {
          members.remove(random.nextInt(members.size()));
        }
      }
      case MODEL -> {
        if (models.size() < plan.models()) {
          // A model like any other, but new: few know of it.
          models.add(model(models.get(random.nextInt(models.size())).load() / 2));
        } else {
          models.remove(random.nextInt(models.size()));
        }
      }
      case VERSION -> change(model -> model.withBytes((long) (model.bytes() * around(1.3))));
      case DEMAND -> change(model -> model.withLoad(model.load() * around(3)));
    }
    return event;
  }

  private void change(UnaryOperator<Demand> how) {
    int index = random.nextInt(models.size());
    models.set(index, how.apply(models.get(index)));
  }

  /** A factor between {@code 1/most} and {@code most}, of a mean that keeps sums as they are. */
  private double around(double most) {
    double factor = Math.exp((2 * random.nextDouble() - 1) * Math.log(most));
    double mean = (most - 1 / most) / 2 / Math.log(most);
    return factor / mean;
  }
}
