package io.gyre.inference.grpc;

import io.grpc.Context;
import io.gyre.inference.request.Deadline;
import java.util.concurrent.TimeUnit;

/** The deadlines that clients set on calls. */
public final class Deadlines {
  private Deadlines() {}

  /** The deadline of the call whose context is current, on the clock that says {@code now}. */
  public static Deadline current(long now) {
    io.grpc.Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? Deadline.NONE
        : Deadline.after(now, deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }
}
