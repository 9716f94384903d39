package io.gyre.cluster.member;

import java.time.Duration;

/** Finds members: it asks one registry, and believes what it says. Used by one thread. */
public interface MemberFinder extends AutoCloseable {
  /** What is asked, for status and log: {@code DNS name workers.models.svc}. */
  String source();

  /**
   * Asks once. A registry that can tell changes lets the question wait for one, for a while.
   *
   * @throws InterruptedException where the thread is interrupted meanwhile
   */
  Findings find() throws InterruptedException;

  /** How long to wait after an answer before the next question. */
  Duration pause();

  /** Ends a question under way, from any thread. */
  @Override
  void close();
}
