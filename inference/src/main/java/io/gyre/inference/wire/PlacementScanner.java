package io.gyre.inference.wire;

import static io.gyre.inference.wire.WireReader.BYTES;

import io.gyre.inference.request.Placements;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.RegionRange;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;

/** Finds the tensors of a ModelInferRequest that are in shared memory, without decoding others. */
public final class PlacementScanner {
  private PlacementScanner() {}

  /** Scans the readable bytes of {@code message} without moving its indices. */
  public static ScannedPlacements scan(ByteBuf message) {
    WireReader in = new WireReader(message);
    Map<Integer, RegionRange> inputs = new HashMap<>();
    Map<String, RegionRange> outputs = new HashMap<>();
    int position = 0;
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case 5 << 3 | BYTES -> {
          WireTensor input = WireTensor.read(in);
          RegionRange range =
              SharedMemory.range(in, "input '" + input.name() + "'", input.parameters());
          if (range != null) {
            inputs.put(position, range);
          }
          position++;
        }
        case 6 << 3 | BYTES -> {
          WireRequestedOutput output = WireRequestedOutput.read(in);
          RegionRange range = SharedMemory.range(in, output.toString(), output.parameters());
          if (range != null) {
            outputs.put(output.name(), range);
          }
        }
        default -> in.skip(tag);
      }
    }
    Refusal refusal = in.refusal();
    return refusal == null
        ? new ScannedPlacements.Found(new Placements(inputs, outputs))
        : new ScannedPlacements.Refused(refusal);
  }
}
