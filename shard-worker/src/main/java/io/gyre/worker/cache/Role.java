package io.gyre.worker.cache;

/** What becomes of a request that may be answered from the cache. */
sealed interface Role {
  /** The answer is there. */
  record Hit(StoredResponse response) implements Role {}

  /** It has to run, and the equal requests of the flight wait for its answer. */
  record Leader(Flight flight) implements Role {}

  /** It waits for the answer of an equal one. */
  record Waiting() implements Role {}

  /** As many wait as may. */
  record Full() implements Role {}
}
