package io.gyre.cluster.control;

import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;

/** A router's end of one control stream. */
public interface ControlStream extends AutoCloseable {
  /** Answers a RETIRING announcement: this router sends nothing more to the unit. */
  void release(Release release);

  /** Says that a version is condemned. */
  void condemn(Verdict verdict);

  /** Ends the stream; the worker drops this router's leases after a grace time. */
  @Override
  void close();
}
