package io.gyre.router.table;

import io.gyre.proto.worker.UnitState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A version that is announced somewhere.
 *
 * @param id the version
 * @param partitions what workers hold of each partition; a partition that no worker announces isn't
 *     known
 * @param isCondemned whether it isn't to be served where there is another
 */
record Candidate(VersionId id, SortedMap<Integer, List<Holding>> partitions, boolean isCondemned) {
  /**
   * The better version is the greater: not condemned, then wanted, then not for an alias alone,
   * then newest.
   */
  static final Comparator<Candidate> BY_PREFERENCE =
      Comparator.comparing((Candidate candidate) -> !candidate.isCondemned())
          .thenComparing(Candidate::isWanted)
          .thenComparing(candidate -> !candidate.isAside())
          .thenComparing(candidate -> candidate.id().version())
          .thenComparing(candidate -> candidate.id().revision());

  /**
   * A version of these holdings.
   *
   * @param condemned whether a verdict was heard of; one that a worker announces counts anyway
   */
  static Candidate of(VersionId id, List<Holding> holdings, boolean condemned) {
    SortedMap<Integer, List<Holding>> partitions = new TreeMap<>();
    for (Holding holding : holdings) {
      partitions.computeIfAbsent(holding.unit().partition(), _ -> new ArrayList<>()).add(holding);
    }
    return new Candidate(
        id,
        partitions,
        condemned || holdings.stream().anyMatch(one -> one.announcement().getCondemned()));
  }

  boolean isComplete() {
    return everyPartitionHas(Holding::serves);
  }

  /** Whether it stays complete without the workers that don't answer at present. */
  boolean isCompleteOnConnected() {
    return everyPartitionHas(holding -> holding.connected() && holding.serves());
  }

  boolean isWanted() {
    return any(holding ->
        switch (holding.state()) {
          case WANTED, WAITING, LOADING, WARMING, READY -> true;
          default -> false;
        });
  }

  /** Whether it is served for an alias alone. */
  boolean isAside() {
    return any(Holding::aside);
  }

  boolean isComing() {
    return any(Holding::isComing);
  }

  boolean isWaiting() {
    return any(holding -> holding.state() == UnitState.WAITING);
  }

  /**
   * Whether the unit that {@code holding} speaks of is READY at another worker, and at none on its
   * way.
   */
  boolean isReplaced(Holding holding) {
    return others(holding).anyMatch(Holding::isReady) && !isComing(holding);
  }

  /** Whether another worker is about to serve the unit that {@code holding} speaks of. */
  boolean isComing(Holding holding) {
    return others(holding).anyMatch(Holding::isComing);
  }

  private Stream<Holding> others(Holding holding) {
    return partitions.getOrDefault(holding.unit().partition(), List.of()).stream()
        .filter(other -> !other.worker().equals(holding.worker()));
  }

  private boolean everyPartitionHas(Predicate<Holding> test) {
    return partitions.values().stream().allMatch(list -> list.stream().anyMatch(test));
  }

  private boolean any(Predicate<Holding> test) {
    return partitions.values().stream().flatMap(Collection::stream).anyMatch(test);
  }
}
