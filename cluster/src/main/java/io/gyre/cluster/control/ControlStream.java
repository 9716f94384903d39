package io.gyre.cluster.control;

import io.gyre.proto.worker.RouterMessage.Release;

/** A router's end of one control stream. */
public interface ControlStream extends AutoCloseable {
  /** Answers a RETIRING announcement: this router sends nothing more to the unit. */
  void release(Release release);

  /** Ends the stream; the worker drops this router's leases after a grace time. */
  @Override
  void close();
}
