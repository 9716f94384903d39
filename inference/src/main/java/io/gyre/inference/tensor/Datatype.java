package io.gyre.inference.tensor;

import io.gyre.proto.inference.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Element type of a tensor, as the Open Inference Protocol v2 names it. */
public enum Datatype {
  BOOL(1, DataType.TYPE_BOOL),
  UINT8(1, DataType.TYPE_UINT8),
  UINT16(2, DataType.TYPE_UINT16),
  UINT32(4, DataType.TYPE_UINT32),
  UINT64(8, DataType.TYPE_UINT64),
  INT8(1, DataType.TYPE_INT8),
  INT16(2, DataType.TYPE_INT16),
  INT32(4, DataType.TYPE_INT32),
  INT64(8, DataType.TYPE_INT64),
  FP16(2, DataType.TYPE_FP16),
  BF16(2, DataType.TYPE_BF16),
  FP32(4, DataType.TYPE_FP32),
  FP64(8, DataType.TYPE_FP64),
  /** Elements of varying size, each preceded by its length as a little-endian uint32. */
  BYTES(0, DataType.TYPE_STRING);

  private static final Map<String, Datatype> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Enum::name, Function.identity()));
  private static final Map<DataType, Datatype> BY_CONFIGURED =
      Arrays.stream(values()).collect(Collectors.toMap(Datatype::configured, Function.identity()));

  private final int byteSize;
  private final DataType configured;

  Datatype(int byteSize, DataType configured) {
    this.byteSize = byteSize;
    this.configured = configured;
  }

  /** Bytes of one element; 0 for {@link #BYTES}, whose elements vary. */
  public int byteSize() {
    return byteSize;
  }

  /** Whether every element has the same size. */
  public boolean isFixedSize() {
    return byteSize > 0;
  }

  /** The name that a model configuration has for this datatype. */
  public DataType configured() {
    return configured;
  }

  /** The datatype that the protocol calls {@code name}, or null where it has none. */
  public static @Nullable Datatype named(String name) {
    return BY_NAME.get(name);
  }

  /** The datatype that a model configuration calls {@code type}, or null where it is unset. */
  public static @Nullable Datatype of(DataType type) {
    return BY_CONFIGURED.get(type);
  }
}
