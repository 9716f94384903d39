package io.gyre.router.json;

import io.gyre.inference.tensor.RegionRange;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the parameters that say where in shared memory a tensor is. */
final class RangeReader {
  private static final long ABSENT = -1;

  private final Object place;
  private @Nullable String region;
  private long offset = ABSENT;
  private long byteSize = ABSENT;

  /**
   * A reader that has seen none.
   *
   * @param place whose parameters they are
   */
  RangeReader(Object place) {
    this.place = place;
  }

  /** Reads the parameter that the parser stands on, if it is one of these; else skips it. */
  void read(JsonParser parser, JsonToken value, String name) {
    switch (name) {
      case "shared_memory_region" -> region = Members.text(parser, value, name, place);
      case "shared_memory_offset" ->
          offset = Members.unsigned(parser, value, Long.MAX_VALUE, name, place);
      case "shared_memory_byte_size" ->
          byteSize = Members.unsigned(parser, value, Long.MAX_VALUE, name, place);
      default -> parser.skipChildren();
    }
  }

  /** What they say; null where the tensor is not in shared memory. */
  @Nullable RegionRange range() {
    if (region == null && offset == ABSENT && byteSize == ABSENT) {
      return null;
    }
    if (region == null || byteSize == ABSENT) {
      throw new InvalidInput(
          "expected %s to have both parameters 'shared_memory_region' and 'shared_memory_byte_size'"
              .formatted(place));
    }
    return new RegionRange(region, Math.max(0, offset), byteSize);
  }
}
