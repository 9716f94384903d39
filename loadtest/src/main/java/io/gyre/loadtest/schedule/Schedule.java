package io.gyre.loadtest.schedule;

import java.util.PrimitiveIterator;

/** When requests are meant to leave. The same schedule gives the same times each time. */
public interface Schedule {
  /** Nanoseconds from the start of the load, never decreasing; may have no end. */
  PrimitiveIterator.OfLong sendTimes();

  /** What a report calls this schedule. */
  String description();
}
