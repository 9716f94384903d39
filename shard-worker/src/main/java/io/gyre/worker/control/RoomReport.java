package io.gyre.worker.control;

/**
 * Says why a unit has no room, in numbers.
 *
 * @param needed bytes that it is expected to hold
 * @param free bytes that are left of the budget
 * @param budget bytes that all units may hold together
 */
record RoomReport(long needed, long free, long budget) {
  /** The reason as people read it. */
  String reason() {
    String numbers = "needs " + needed + " bytes, " + free + " are free of a budget of " + budget;
    return needed > budget
        ? "larger than the whole memory budget: "
            + numbers
            + "; raise worker.memory, or serve it where there is more"
        : "waiting for room: " + numbers;
  }
}
