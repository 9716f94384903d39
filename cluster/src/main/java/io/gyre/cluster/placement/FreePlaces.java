package io.gyre.cluster.placement;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The free places of a placement, the largest first. */
final class FreePlaces {
  private final Placement placement;
  private final Map<Wish, List<Free>> sorted = new HashMap<>();

  FreePlaces(Placement placement) {
    this.placement = placement;
  }

  private record Wish(String device, boolean swappable) {}

  private record Free(String member, long bytes) {}

  /**
   * Bytes of the largest unit that a capable member other than {@code hosts} would take; 0 where
   * there is none.
   */
  long largest(String device, boolean swappable, Collection<String> hosts) {
    return sorted.computeIfAbsent(new Wish(device, swappable), this::sort).stream()
        .filter(free -> !hosts.contains(free.member()))
        .findFirst()
        .map(Free::bytes)
        .orElse(0L);
  }

  private List<Free> sort(Wish wish) {
    return placement.members().stream()
        .filter(member -> member.has(wish.device()))
        .map(member -> new Free(member.id(), placement.fillOf(member).free(wish.swappable())))
        .sorted(Comparator.comparingLong(Free::bytes).reversed())
        .toList();
  }
}
