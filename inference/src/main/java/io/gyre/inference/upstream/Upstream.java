package io.gyre.inference.upstream;

import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.unit.UnitId;

/** Whatever answers requests for units: a worker in this process, or one behind a connection. */
public interface Upstream {
  /**
   * Starts one attempt. Never blocks, and never throws for a reason that lies in the request:
   * exactly one outcome reaches {@code reply}, on any thread, possibly before this call returns.
   */
  void infer(UnitId unit, InferenceRequest request, Reply reply);
}
