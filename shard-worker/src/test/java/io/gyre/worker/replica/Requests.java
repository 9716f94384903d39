package io.gyre.worker.replica;

import io.gyre.inference.request.Cancellation;
import io.gyre.inference.request.Deadline;
import io.gyre.inference.request.InferenceRequest;
import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestBody;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.RequestedOutput;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.tensor.TensorView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests as tests need them. */
public final class Requests {
  private Requests() {}

  public static InferenceRequest of(TensorView... inputs) {
    return of(List.of(inputs), List.of(), Deadline.NONE);
  }

  public static InferenceRequest due(long nanoTime, TensorView... inputs) {
    return of(List.of(inputs), List.of(), new Deadline(nanoTime, true));
  }

  public static InferenceRequest of(
      List<TensorView> inputs, List<RequestedOutput> outputs, Deadline deadline) {
    return new InferenceRequest(
        new RequestHeader("m", VersionChoice.ANY, "", Map.of()),
        new RequestBody.Tensors(inputs, outputs),
        deadline,
        new Cancellation(),
        0);
  }

  /** A request with parameters, each of them an integer. */
  public static InferenceRequest with(Map<String, Long> parameters, TensorView... inputs) {
    Map<String, ParameterValue> values = new HashMap<>();
    parameters.forEach((name, value) -> values.put(name, new ParameterValue.Int64(value)));
    return new InferenceRequest(
        new RequestHeader("m", VersionChoice.ANY, "", values),
        new RequestBody.Tensors(List.of(inputs), List.of()),
        Deadline.NONE,
        new Cancellation(),
        0);
  }
}
