package io.gyre.cluster.placement;

/**
 * A unit that fewer members host than should.
 *
 * @param need what it needs
 * @param placed how many members host it
 * @param capable how many members have its device
 * @param largestFree bytes of the largest such unit that one of the other capable members would
 *     still take
 */
public record Shortfall(UnitNeed need, int placed, int capable, long largestFree) {
  /** What is lacking, in numbers, and what can be done. */
  public String reason() {
    if (capable == 0) {
      return need.device().isEmpty()
          ? "there is no member"
          : "needs the device %s, which no member has".formatted(need.device());
    }
    if (placed == capable) {
      return "wants %d replicas, and %d of %d members host one: add members, or ask for fewer"
          .formatted(need.replicas(), placed, capable);
    }
    return ("needs %d bytes, and the largest free place is %d: add members or memory, or ask for"
            + " fewer replicas")
        .formatted(need.bytes(), largestFree);
  }
}
