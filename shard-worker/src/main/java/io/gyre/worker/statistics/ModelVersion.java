package io.gyre.worker.statistics;

import java.util.Comparator;

/** A version of a model, whatever its revision. Ordered by name, then number. */
public record ModelVersion(String model, long version) implements Comparable<ModelVersion> {
  private static final Comparator<ModelVersion> ORDER =
      Comparator.comparing(ModelVersion::model).thenComparingLong(ModelVersion::version);

  @Override
  public int compareTo(ModelVersion other) {
    return ORDER.compare(this, other);
  }
}
