package io.gyre.inference.wire;

import static io.gyre.inference.wire.WireReader.BYTES;
import static io.gyre.inference.wire.WireReader.FIXED32;
import static io.gyre.inference.wire.WireReader.FIXED64;
import static io.gyre.inference.wire.WireReader.VARINT;

import io.gyre.inference.tensor.Datatype;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The repeated fields of InferTensorContents; a field's number is its ordinal plus one. */
enum ContentsField {
  BOOL_CONTENTS(VARINT),
  INT_CONTENTS(VARINT),
  INT64_CONTENTS(VARINT),
  UINT_CONTENTS(VARINT),
  UINT64_CONTENTS(VARINT),
  FP32_CONTENTS(FIXED32),
  FP64_CONTENTS(FIXED64),
  BYTES_CONTENTS(BYTES);

  private static final ContentsField[] FIELDS = values();

  private final int wireType;

  ContentsField(int wireType) {
    this.wireType = wireType;
  }

  /** The wire type of one element. */
  int wireType() {
    return wireType;
  }

  /** The field that {@code tag} starts, one element or many; null for any other. */
  static @Nullable ContentsField of(int tag) {
    int index = (tag >>> 3) - 1;
    if (index < 0 || index >= FIELDS.length) {
      return null;
    }
    ContentsField field = FIELDS[index];
    int type = tag & 7;
    return type == field.wireType || type == BYTES ? field : null;
  }

  /** The field that carries {@code datatype}; null for those that travel raw only. */
  static @Nullable ContentsField carrying(Datatype datatype) {
    return switch (datatype) {
      case BOOL -> BOOL_CONTENTS;
      case INT8, INT16, INT32 -> INT_CONTENTS;
      case INT64 -> INT64_CONTENTS;
      case UINT8, UINT16, UINT32 -> UINT_CONTENTS;
      case UINT64 -> UINT64_CONTENTS;
      case FP32 -> FP32_CONTENTS;
      case FP64 -> FP64_CONTENTS;
      case BYTES -> BYTES_CONTENTS;
      case FP16, BF16 -> null;
    };
  }

  /** The name in the protocol, as {@code fp32_contents}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
