package io.gyre.worker.control;

import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;

/** Where the control loop has units loaded. */
@FunctionalInterface
interface Loads {
  /** Starts a load, whose progress and end reach the loop as events. Doesn't block. */
  void start(ModelEntry model, VersionEntry version);
}
