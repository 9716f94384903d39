package io.gyre.inference.wire;

import io.gyre.inference.response.Refusal;
import java.util.List;

/** The protocol's shared-memory extension, which tensors ask for by parameters. */
final class SharedMemory {
  private static final List<String> PARAMETERS =
      List.of("shared_memory_region", "shared_memory_byte_size", "shared_memory_offset");

  private SharedMemory() {}

  /** Refuses the message where a tensor's bytes are said to be in a region of shared memory. */
  static void refuse(WireReader in, String tensor, Parameters parameters) {
    for (String name : PARAMETERS) {
      if (parameters.has(name)) {
        in.refuse(
            Refusal.of(
                Refusal.Reason.UNSUPPORTED,
                tensor
                    + " has the parameter '"
                    + name
                    + "': this server does not serve the shared-memory extension, send the bytes"
                    + " in the message"));
      }
    }
  }
}
