package io.gyre.loadtest.run;

import io.gyre.loadtest.schedule.Schedule;

/** What decides when requests leave. */
public sealed interface Load {
  /** Requests leave when {@code schedule} says, whatever becomes of those before. */
  record OpenLoop(Schedule schedule) implements Load {}

  /** {@code inFlight} requests are always under way: the next leaves when one has ended. */
  record ClosedLoop(int inFlight) implements Load {}

  /** What a report calls this load. */
  default String description() {
    return switch (this) {
      case OpenLoop(Schedule schedule) -> "open loop, " + schedule.description();
      case ClosedLoop(int inFlight) -> "closed loop, " + inFlight + " in flight";
    };
  }
}
