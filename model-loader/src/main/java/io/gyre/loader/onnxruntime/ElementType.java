package io.gyre.loader.onnxruntime;

import io.gyre.inference.tensor.Datatype;
import org.jspecify.annotations.Nullable;

/** An element type of the C API, in the order of its {@code ONNXTensorElementDataType}. */
enum ElementType {
  UNDEFINED(null),
  FLOAT(Datatype.FP32),
  UINT8(Datatype.UINT8),
  INT8(Datatype.INT8),
  UINT16(Datatype.UINT16),
  INT16(Datatype.INT16),
  INT32(Datatype.INT32),
  INT64(Datatype.INT64),
  STRING(Datatype.BYTES),
  BOOL(Datatype.BOOL),
  FLOAT16(Datatype.FP16),
  DOUBLE(Datatype.FP64),
  UINT32(Datatype.UINT32),
  UINT64(Datatype.UINT64),
  COMPLEX64(null),
  COMPLEX128(null),
  BFLOAT16(Datatype.BF16),
  FLOAT8E4M3FN(null),
  FLOAT8E4M3FNUZ(null),
  FLOAT8E5M2(null),
  FLOAT8E5M2FNUZ(null),
  UINT4(null),
  INT4(null),
  FLOAT4E2M1(null);

  private static final int[] CODES = codesByDatatype();

  private final @Nullable Datatype datatype;

  ElementType(@Nullable Datatype datatype) {
    this.datatype = datatype;
  }

  private static int[] codesByDatatype() {
    int[] codes = new int[Datatype.values().length];
    for (ElementType type : values()) {
      if (type.datatype != null) {
        codes[type.datatype.ordinal()] = type.ordinal();
      }
    }
    return codes;
  }

  /** The library's code for a datatype. */
  static int codeOf(Datatype datatype) {
    return CODES[datatype.ordinal()];
  }

  /** The protocol's datatype for a code of the library, or null where the protocol has none. */
  static @Nullable Datatype datatypeOf(int code) {
    return code >= 0 && code < values().length ? values()[code].datatype : null;
  }

  /** The name of an element type as messages show it. */
  static String nameOf(int code) {
    return code >= 0 && code < values().length ? values()[code].name() : "number " + code;
  }
}
