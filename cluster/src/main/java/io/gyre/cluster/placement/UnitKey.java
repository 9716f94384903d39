package io.gyre.cluster.placement;

import java.util.Comparator;

/**
 * What is placed: a partition of a model, whatever its version, so that a new version lands where
 * the one before is warm.
 *
 * @param model name of the model
 * @param partition which piece of it; 0 for an ordinary model
 */
public record UnitKey(String model, int partition) implements Comparable<UnitKey> {
  private static final Comparator<UnitKey> BY_NAME =
      Comparator.comparing(UnitKey::model).thenComparingInt(UnitKey::partition);

  @Override
  public int compareTo(UnitKey other) {
    return BY_NAME.compare(this, other);
  }

  @Override
  public String toString() {
    return partition == 0 ? model : model + "#" + partition;
  }
}
