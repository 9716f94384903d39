package io.gyre.router.balance;

import io.gyre.router.table.Replica;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes two replicas at random and picks the one that would cost less: latency times outstanding
 * requests, or outstanding requests alone while one of the two has never answered.
 */
public final class PowerOfTwoChoices implements Balancer {
  private final IntUnaryOperator random;

  public PowerOfTwoChoices() {
    this(bound -> ThreadLocalRandom.current().nextInt(bound));
  }

  /**
   * @param random gives a number from 0 to its argument, exclusive
   */
  PowerOfTwoChoices(IntUnaryOperator random) {
    this.random = random;
  }

  @Override
  public @Nullable Replica pick(List<Replica> replicas, Collection<Replica> excluded, long now) {
    if (!excluded.isEmpty()) {
      List<Replica> rest = new ArrayList<>(replicas);
      rest.removeAll(excluded);
      return rest.isEmpty() ? null : pick(rest, now);
    }
    return pick(replicas, now);
  }

  private Replica pick(List<Replica> replicas, long now) {
    int size = replicas.size();
    if (size == 1) {
      return replicas.getFirst();
    }
    int first = random.applyAsInt(size);
    int second = random.applyAsInt(size - 1);
    return cheaper(replicas.get(first), replicas.get(second < first ? second : second + 1), now);
  }

  private static Replica cheaper(Replica one, Replica other, long now) {
    double oneCost = one.cost(now);
    double otherCost = other.cost(now);
    if (oneCost == 0 || otherCost == 0) {
      return one.outstanding() <= other.outstanding() ? one : other;
    }
    return oneCost <= otherCost ? one : other;
  }
}
