package io.gyre.bench.walk;

import io.gyre.cluster.control.ControlStream;
import io.gyre.proto.worker.RouterMessage.Release;
import io.gyre.proto.worker.RouterMessage.Verdict;

/** A control stream that was never opened. */
final class ClosedStream implements ControlStream {
  @Override
  public void release(Release release) {
    // There is nobody to tell.
  }

  @Override
  public void condemn(Verdict verdict) {
    // There is nobody to tell.
  }

  @Override
  public void close() {
    // It is.
  }
}
