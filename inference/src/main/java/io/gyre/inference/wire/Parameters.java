package io.gyre.inference.wire;

import static io.gyre.inference.wire.WireReader.BYTES;
import static io.gyre.inference.wire.WireReader.FIXED64;
import static io.gyre.inference.wire.WireReader.VARINT;
import static io.gyre.inference.wire.WireReader.tag;

import io.gyre.inference.request.ParameterValue;
import io.gyre.inference.response.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map of parameters while its entries are read: of two with one name the later stays. */
final class Parameters {
  /** Values by name; null for a parameter that came without one. Made for the first of them. */
  private Map<String, @Nullable ParameterValue> entries = Map.of();

  /** Reads one entry of the map. */
  void readEntry(WireReader in) {
    String name = "";
    ParameterValue value = null;
    in.countElement();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> name = in.readString();
        case 2 << 3 | BYTES -> value = readValue(in, value);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    if (entries.isEmpty()) {
      entries = new HashMap<>();
    }
    entries.put(name, value);
  }

  private static @Nullable ParameterValue readValue(
      WireReader in, @Nullable ParameterValue before) {
    ParameterValue value = before;
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == tag(1, VARINT)) {
        value = new ParameterValue.Bool(in.readVarint() != 0);
      } else if (tag == tag(2, VARINT)) {
        value = new ParameterValue.Int64(in.readVarint());
      } else if (tag == tag(3, BYTES)) {
        value = new ParameterValue.Text(in.readString());
      } else if (tag == tag(4, FIXED64)) {
        value = new ParameterValue.Fp64(Double.longBitsToDouble(in.readFixed64()));
      } else if (tag == tag(5, VARINT)) {
        value = new ParameterValue.Uint64(in.readVarint());
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    return value;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  @Nullable ParameterValue get(String name) {
    return entries.get(name);
  }

  /** The parameters read. One without a value refuses the message. */
  Map<String, ParameterValue> toMap(WireReader in) {
    if (entries.isEmpty()) {
      return Map.of();
    }
    Map<String, ParameterValue> values = new HashMap<>();
    entries.forEach((name, value) -> {
      if (value == null) {
        in.refuse(Refusal.invalid("parameter '" + name + "' has no value"));
      } else {
        values.put(name, value);
      }
    });
    return values;
  }
}
