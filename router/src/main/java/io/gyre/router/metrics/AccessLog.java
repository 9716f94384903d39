package io.gyre.router.metrics;

import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Outcome;
import io.gyre.router.table.Replica;
import org.jspecify.annotations.Nullable;

/** Notes every request that has ended. Called on the threads that answer, so it must not block. */
@FunctionalInterface
public interface AccessLog extends AutoCloseable {
  /** Notes nothing. */
  AccessLog OFF = (_, _, _, _, _) -> {};

  /**
   * Notes one request.
   *
   * @param header what was asked for
   * @param replica the replica that was asked last; null where it came to none
   * @param outcome how it ended
   * @param attempts how many replicas were asked
   * @param nanos time since the request was admitted
   */
  void ended(
      RequestHeader header, @Nullable Replica replica, Outcome outcome, int attempts, long nanos);

  @Override
  default void close() {}
}
