package io.gyre.bench.experiment;

import java.time.Duration;

/** One side of a comparison. It stays warm between its turns, and does nothing in them. */
public interface Contender {
  /** What progress lines call it. */
  String name();

  /** Works for {@code length}, and says what came of it. */
  Window work(Duration length) throws InterruptedException;
}
