package io.gyre.router.sharedmemory;

import io.gyre.inference.request.Placements;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.inference.response.ResponseBody;
import io.gyre.inference.tensor.RegionRange;
import io.gyre.inference.tensor.TensorView;
import io.gyre.inference.wire.DecodedResponse;
import io.gyre.inference.wire.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one request holds of shared memory: copies of its inputs, and the regions of its outputs.
 */
final class Attachment implements AutoCloseable {
  private final SharedRegions regions;
  private final Placements placements;
  private final Map<Integer, ByteBuf> inputs = new HashMap<>();
  private final Map<String, Region> outputs = new HashMap<>();

  Attachment(SharedRegions regions, Placements placements) {
    this.regions = regions;
    this.placements = placements;
  }

  /** Takes hold of what the request names; why that can't be, or null where it is done. */
  @Nullable Refusal open(ByteBufAllocator allocator) {
    for (var input : placements.inputs().entrySet()) {
      Refusal refusal = read(input.getKey(), input.getValue(), allocator);
      if (refusal != null) {
        return refusal;
      }
    }
    for (var output : placements.outputs().entrySet()) {
      RegionRange range = output.getValue();
      Region region = regions.acquire(range.region());
      if (region == null) {
        return unknown(range);
      }
      outputs.put(output.getKey(), region);
      if (!region.holds(range.offset(), range.byteSize())) {
        return outside(range, region);
      }
    }
    return null;
  }

  private @Nullable Refusal read(int position, RegionRange range, ByteBufAllocator allocator) {
    Region region = regions.acquire(range.region());
    if (region == null) {
      return unknown(range);
    }
    try {
      if (!region.holds(range.offset(), range.byteSize()) || range.byteSize() > Integer.MAX_VALUE) {
        return outside(range, region);
      }
      ByteBuf copy = allocator.directBuffer((int) range.byteSize());
      inputs.put(position, copy);
      region.read(range.offset(), (int) range.byteSize(), copy);
      return null;
    } catch (IOException e) {
      return unusable(range, e);
    } finally {
      region.release();
    }
  }

  /** The bytes of the inputs in shared memory, by position; valid until this is closed. */
  Map<Integer, ByteBuf> inputs() {
    return inputs;
  }

  /** Puts outputs where the client wants them; the result is what to answer with. */
  Outcome deliver(Outcome outcome) {
    if (outputs.isEmpty() || !(outcome instanceof InferenceResponse response)) {
      return outcome;
    }
    return switch (response.body()) {
      case ResponseBody.Tensors tensors -> deliver(response, tensors.outputs());
      case ResponseBody.Encoded(ByteBuf message) ->
          switch (ResponseDecoder.decode(message)) {
            case DecodedResponse.Response decoded -> deliver(response, decoded.body().outputs());
            case DecodedResponse.Malformed(Refusal refusal) -> refuse(response, refusal);
          };
    };
  }

  private Outcome deliver(InferenceResponse response, List<TensorView> tensors) {
    List<TensorView> answered = new ArrayList<>(tensors.size());
    Map<String, RegionRange> placed = new HashMap<>();
    for (TensorView tensor : tensors) {
      RegionRange range = placements.outputs().get(tensor.name());
      Region region = outputs.get(tensor.name());
      if (range == null || region == null) {
        answered.add(tensor);
        continue;
      }
      int size = tensor.data().readableBytes();
      if (size > range.byteSize()) {
        return refuse(response, tooSmall(tensor.name(), range, size));
      }
      try {
        region.write(range.offset(), tensor.data());
      } catch (IOException e) {
        return refuse(response, unusable(range, e));
      }
      placed.put(tensor.name(), new RegionRange(range.region(), range.offset(), size));
      answered.add(
          new TensorView(tensor.name(), tensor.datatype(), tensor.shape(), Unpooled.EMPTY_BUFFER));
    }
    return new InferenceResponse(
        response.model(),
        response.version(),
        response.id(),
        new ResponseBody.Tensors(answered, placed),
        response.memory());
  }

  private static Outcome refuse(InferenceResponse response, Refusal refusal) {
    response.close();
    return refusal;
  }

  private static Refusal unknown(RegionRange range) {
    return Refusal.of(
        Reason.NOT_FOUND, "Unable to find shared memory region: '%s'".formatted(range.region()));
  }

  private static Refusal outside(RegionRange range, Region region) {
    return Refusal.invalid(
        "Invalid offset + byte size for shared memory region: '%s' has %d bytes, found offset %d and byte size %d"
            .formatted(range.region(), region.byteSize(), range.offset(), range.byteSize()));
  }

  private static Refusal unusable(RegionRange range, IOException e) {
    return Refusal.invalid(
        "shared memory region '%s' can't be used: %s".formatted(range.region(), e.getMessage()));
  }

  private static Refusal tooSmall(String output, RegionRange range, int size) {
    return Refusal.invalid(
        "shared memory size specified with the request for output '%s' (%d bytes) should be at least %d bytes"
            .formatted(output, range.byteSize(), size));
  }

  /** Lets go of copies and regions. */
  @Override
  public void close() {
    inputs.values().forEach(ByteBuf::release);
    outputs.values().forEach(Region::release);
  }
}
