package io.gyre.inference.wire;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.tensor.RegionRange;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The protocol's shared-memory extension, which tensors ask for by parameters. */
final class SharedMemory {
  private static final String REGION = "shared_memory_region";
  private static final String BYTE_SIZE = "shared_memory_byte_size";
  private static final String OFFSET = "shared_memory_offset";

  private SharedMemory() {}

  /**
   * Where in shared memory the tensor is; null where it isn't. Parameters that don't say it refuse
   * the message.
   */
  static @Nullable RegionRange range(WireReader in, String tensor, Parameters parameters) {
    if (!isNamed(parameters)) {
      return null;
    }
    if (!(parameters.get(REGION) instanceof ParameterValue.Text(String region))) {
      in.refuse(Refusal.invalid(expected(tensor, REGION, "a string_param")));
      return null;
    }
    long offset = count(in, tensor, parameters, OFFSET, true);
    return new RegionRange(region, offset, count(in, tensor, parameters, BYTE_SIZE, false));
  }

  /**
   * Refuses the message where a tensor is said to be in shared memory: whoever could have resolved
   * that would have done so before.
   */
  static void refuse(WireReader in, String tensor, Parameters parameters) {
    RegionRange range = range(in, tensor, parameters);
    if (range != null) {
      in.refuse(
          Refusal.of(
              Reason.NOT_FOUND,
              "Unable to find shared memory region: '"
                  + range.region()
                  + "', asked for by "
                  + tensor));
    }
  }

  /** The parameters that say where a tensor is, as {@link #range} reads them. */
  static Map<String, ParameterValue> parameters(RegionRange range) {
    Map<String, ParameterValue> parameters = new LinkedHashMap<>();
    parameters.put(REGION, new ParameterValue.Text(range.region()));
    parameters.put(BYTE_SIZE, new ParameterValue.Int64(range.byteSize()));
    if (range.offset() > 0) {
      parameters.put(OFFSET, new ParameterValue.Int64(range.offset()));
    }
    return parameters;
  }

  private static boolean isNamed(Parameters parameters) {
    return parameters.has(REGION) || parameters.has(BYTE_SIZE) || parameters.has(OFFSET);
  }

  private static long count(
      WireReader in, String tensor, Parameters parameters, String name, boolean optional) {
    if (optional && !parameters.has(name)) {
      return 0;
    }
    if (parameters.get(name) instanceof ParameterValue.Int64(long count) && count >= 0) {
      return count;
    }
    in.refuse(Refusal.invalid(expected(tensor, name, "an int64_param from 0 up")));
    return 0;
  }

  private static String expected(String tensor, String parameter, String what) {
    return "expected the parameter '" + parameter + "' of " + tensor + " to be " + what;
  }
}
