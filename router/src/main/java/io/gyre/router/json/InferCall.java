package io.gyre.router.json;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.Placements;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;

/**
 * An inference request as its JSON, and the binary part after it, say it.
 *
 * @param id the client's name for the request; empty where it gave none
 * @param parameters the request's parameters, without those that only concern the answer's form
 * @param inputs the inputs in the order written; those with binary data point into the body
 * @param outputs the outputs asked for; empty for all
 * @param form which outputs the client wants as binary data
 * @param placements which inputs, then without data, and outputs are in shared memory
 * @param values memory of the inputs whose data was JSON; whoever holds the call releases it once
 */
public record InferCall(
    String id,
    Map<String, ParameterValue> parameters,
    List<TensorView> inputs,
    List<RequestedOutput> outputs,
    OutputForm form,
    Placements placements,
    ByteBuf values)
    implements ParsedCall {}
