package io.gyre.router.core;

import io.gyre.router.control.LoopScheduler;
import io.gyre.router.sequence.SequencePins;
import java.time.Duration;

/** Looks again and again for sequences that are idle for too long. */
final class SequenceSweep {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final SequencePins sequences;
  private final LoopScheduler scheduler;

  SequenceSweep(SequencePins sequences, LoopScheduler scheduler) {
    this.sequences = sequences;
    this.scheduler = scheduler;
  }

  /** Begins to look; ends with the scheduler. */
  void start() {
    scheduler.schedule(PAUSE, this::sweep);
  }

  private void sweep() {
    sequences.sweep();
    start();
  }
}
