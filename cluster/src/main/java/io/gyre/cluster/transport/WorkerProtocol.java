package io.gyre.cluster.transport;

/**
 * The version of what routers and workers say to each other; both name theirs when a control stream
 * opens.
 */
public final class WorkerProtocol {
  /** Counts up with every change that an older peer would misread. */
  public static final int VERSION = 2;

  private WorkerProtocol() {}

  /** What to tell people where the two ends speak differently. */
  public static String mismatch(String peer, int theirs) {
    return peer
        + " speaks version "
        + theirs
        + " of the worker protocol, this process version "
        + VERSION
        + ": run the same release of Gyre on both";
  }
}
