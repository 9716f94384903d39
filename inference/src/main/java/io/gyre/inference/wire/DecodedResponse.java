package io.gyre.inference.wire;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.ResponseBody;
import java.util.Map;

/** What the bytes of a ModelInferResponse come to. */
public sealed interface DecodedResponse {
  /**
   * A response.
   *
   * @param version the version as the message writes it
   * @param parameters the response's parameters, empty as a rule
   * @param body views of the message
   */
  record Response(
      String model,
      String version,
      String id,
      Map<String, ParameterValue> parameters,
      ResponseBody.Tensors body)
      implements DecodedResponse {
    public Response {
      parameters = Map.copyOf(parameters);
    }
  }

  /** Bytes that are no response: a defect of whoever sent them. */
  record Malformed(Refusal refusal) implements DecodedResponse {}
}
