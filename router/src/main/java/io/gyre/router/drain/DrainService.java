package io.gyre.router.drain;

import io.gyre.proto.worker.DrainAnswer;
import io.gyre.router.directory.Answer;
import java.util.concurrent.CompletionStage;

/** Has a worker give all its units away and end. */
@FunctionalInterface
public interface DrainService {
  /**
   * Asks a worker. The answer comes once it has begun; the status page says how far it is.
   *
   * @param member the worker's id
   * @param asker who asks, for the worker's log
   */
  CompletionStage<Answer<DrainAnswer>> drain(String member, String asker);
}
