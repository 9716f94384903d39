package io.gyre.router.balance;

import io.gyre.router.table.Replica;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/**
 * Takes two replicas at random and picks the one that would cost less: latency times outstanding
 * requests, or outstanding requests alone while one of the two has never answered. A new replica
 * seems dearer than it is, and less so from moment to moment, until it has taken its full share.
 */
final class PowerOfTwoChoices {
  /** What a replica takes at first, of the share that it would have. */
  private static final double FIRST_SHARE = 0.1;

  private final IntUnaryOperator random;
  private final long slowStartNanos;

  PowerOfTwoChoices(long slowStartNanos) {
    this(bound -> ThreadLocalRandom.current().nextInt(bound), slowStartNanos);
  }

  /**
   * @param random gives a number from 0 to its argument, exclusive
   * @param slowStartNanos time from a replica's first request to its full share; 0 for none
   */
  PowerOfTwoChoices(IntUnaryOperator random, long slowStartNanos) {
    this.random = random;
    this.slowStartNanos = slowStartNanos;
  }

  /** One of {@code replicas}, of which there is at least one. */
  Replica pick(List<Replica> replicas, long now) {
    int size = replicas.size();
    if (size == 1) {
      Replica only = replicas.getFirst();
      only.age(now); // its age counts from here, also for those that come later
      return only;
    }
    int first = random.applyAsInt(size);
    int second = random.applyAsInt(size - 1);
    return cheaper(replicas.get(first), replicas.get(second < first ? second : second + 1), now);
  }

  private Replica cheaper(Replica one, Replica other, long now) {
    return isCheaper(other, one, 1, now) ? other : one;
  }

  /**
   * Whether {@code one} costs less than {@code other} does divided by {@code handicap}.
   *
   * @param handicap 1 for a plain comparison, more to favour {@code other}
   */
  boolean isCheaper(Replica one, Replica other, double handicap, long now) {
    double oneCost = one.cost(now);
    double otherCost = other.cost(now);
    if (oneCost == 0 || otherCost == 0) {
      oneCost = one.outstanding() + 1.0;
      otherCost = other.outstanding() + 1.0;
    }
    return oneCost / share(one, now) * handicap < otherCost / share(other, now);
  }

  /** How much of its share a replica is to take already. */
  private double share(Replica replica, long now) {
    long age = replica.age(now);
    return age >= slowStartNanos
        ? 1
        : FIRST_SHARE + (1 - FIRST_SHARE) * Math.max(0, age) / slowStartNanos;
  }
}
