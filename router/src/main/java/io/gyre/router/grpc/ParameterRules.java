package io.gyre.router.grpc;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.SequenceStep;
import io.gyre.inference.response.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which parameters a request may carry over gRPC, and of which types. */
final class ParameterRules {
  private static final String RESERVED = "triton_";
  private static final String EMPTY_FINAL = "triton_enable_empty_final_response";

  private ParameterRules() {}

  /** Why the request's parameters are refused, or null where they are fine. */
  static @Nullable Refusal check(RequestHeader header) {
    for (Map.Entry<String, ParameterValue> parameter : header.parameters().entrySet()) {
      String wrong = mistake(parameter.getKey(), parameter.getValue());
      if (wrong != null) {
        return Refusal.invalid("parameter '" + parameter.getKey() + "' " + wrong);
      }
    }
    return null;
  }

  private static @Nullable String mistake(String name, ParameterValue value) {
    if (name.startsWith(RESERVED) && !name.equals(EMPTY_FINAL)) {
      return "is reserved: of the names that start with 'triton_' requests may use " + EMPTY_FINAL;
    }
    return switch (name) {
      case "priority" ->
          switch (value) {
            case ParameterValue.Uint64 _ -> null;
            case ParameterValue.Int64(long level) ->
                level >= 0
                    ? null
                    : "is " + level + ": expected a level from 1, or 0 for the default";
            default -> "is no integer: expected int64_param or uint64_param";
          };
      case SequenceStep.ID ->
          value instanceof ParameterValue.Int64
                  || value instanceof ParameterValue.Uint64
                  || value instanceof ParameterValue.Text
              ? null
              : "is no sequence's id: expected int64_param, uint64_param or string_param";
      case SequenceStep.START, SequenceStep.END ->
          value instanceof ParameterValue.Bool ? null : "is no flag: expected bool_param";
      case "timeout" ->
          switch (value) {
            case ParameterValue.Int64(long micros) ->
                micros >= 0 ? null : "is " + micros + ": expected microseconds from 0";
            default -> "is no count of microseconds: expected int64_param";
          };
      default ->
          value instanceof ParameterValue.Uint64
              ? "has a uint64_param: expected int64_param, bool_param, string_param or double_param"
              : null;
    };
  }
}
