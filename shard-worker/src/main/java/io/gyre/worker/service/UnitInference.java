package io.gyre.worker.service;

import io.grpc.Metadata;
import io.gyre.cluster.control.Worker;
import io.gyre.cluster.transport.UnitHeader;
import io.gyre.inference.grpc.InferenceTarget;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Reply;

/** The worker's inference, for the unit that a call's headers name. */
record UnitInference(Worker worker) implements InferenceTarget {
  @Override
  public void infer(Metadata headers, InferenceRequest request, Reply reply) {
    UnitId unit = UnitHeader.read(headers);
    if (unit == null) {
      reply.accept(
          Refusal.invalid(
              "the header gyre-unit is missing or not of the form model/version/revision/partition:"
                  + " this port is for Gyre's routers, clients belong on theirs"));
    } else {
      worker.infer(unit, request, reply);
    }
  }
}
