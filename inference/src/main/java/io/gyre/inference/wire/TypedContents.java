package io.gyre.inference.wire;

import static io.gyre.inference.wire.WireReader.BYTES;
import static io.gyre.inference.wire.WireReader.VARINT;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Turns InferTensorContents into little-endian tensor bytes, in two passes: one that finds the
 * field in use and the size, one that writes. No element becomes an object on the way.
 */
final class TypedContents {
  private final WireReader in;
  private final ByteBuf message;
  private final List<WireTensor.Range> ranges;
  private final String tensor;
  private final Datatype datatype;

  /**
   * Typed contents of one tensor.
   *
   * @param ranges the parts of the field, which the protocol says to merge
   * @param tensor what messages call the tensor, as {@code input 'x'}
   */
  TypedContents(
      WireReader in,
      ByteBuf message,
      List<WireTensor.Range> ranges,
      String tensor,
      Datatype datatype) {
    this.in = in;
    this.message = message;
    this.ranges = ranges;
    this.tensor = tensor;
    this.datatype = datatype;
  }

  /**
   * The tensor's bytes, in memory of the heap. Where they can't be had, the reader is refused and
   * they are empty.
   */
  ByteBuf decode() {
    Set<ContentsField> used = EnumSet.noneOf(ContentsField.class);
    long size = measure(used);
    ContentsField expected = ContentsField.carrying(datatype);
    if (expected == null && !used.isEmpty()) {
      refuse("datatype " + datatype + " travels in raw_input_contents only, found " + used);
    } else if (used.size() > 1 || (used.size() == 1 && !used.contains(expected))) {
      refuse("datatype " + datatype + " is carried by " + expected + ", found " + used);
    } else if (size > Integer.MAX_VALUE) {
      refuse("it has " + size + " bytes, at most " + Integer.MAX_VALUE + " can be served");
    }
    if (in.refusal() != null || size == 0) {
      return Unpooled.EMPTY_BUFFER;
    }
    ByteBuf bytes = Unpooled.wrappedBuffer(new byte[(int) size]).clear();
    write(bytes);
    return bytes;
  }

  private void refuse(String why) {
    in.refuse(Refusal.invalid(tensor + " has contents that can't be read: " + why));
  }

  private long measure(Set<ContentsField> used) {
    long size = 0;
    for (WireTensor.Range range : ranges) {
      in.jump(range.start(), range.end());
      while (in.hasMore()) {
        int tag = in.readTag();
        ContentsField field = ContentsField.of(tag);
        if (field == null) {
          in.skip(tag);
          continue;
        }
        long added = measure(field, tag & 7);
        if (added > 0) {
          used.add(field);
          size += added;
        }
      }
    }
    return size;
  }

  /** Tensor bytes that one occurrence of {@code field} comes to. */
  private long measure(ContentsField field, int wireType) {
    if (field == ContentsField.BYTES_CONTENTS) {
      int outer = in.enter();
      long length = in.limit() - in.position();
      in.advance((int) length);
      in.leave(outer);
      return Integer.BYTES + length;
    }
    if (wireType != BYTES) {
      in.skip(wireType);
      return elementSize();
    }
    int outer = in.enter();
    int length = in.limit() - in.position();
    long size;
    if (field.wireType() == VARINT) {
      size = countVarints() * elementSize();
    } else {
      size = length;
      int width = field == ContentsField.FP32_CONTENTS ? Float.BYTES : Double.BYTES;
      if (length % width != 0) {
        refuse(length + " bytes of " + field + " are no multiple of " + width);
      }
    }
    in.advance(length);
    in.leave(outer);
    return size;
  }

  private long elementSize() {
    // A variable-size or raw-only datatype is refused for its field; any positive size marks the
    // field as used.
    return Math.max(1, datatype.byteSize());
  }

  /** The numbers that end between cursor and limit; the last has to end there. */
  private long countVarints() {
    long count = 0;
    if (in.position() < in.limit() && message.getByte(in.limit() - 1) < 0) {
      refuse("its last number has no end");
    }
    for (int i = in.position(); i < in.limit(); i++) {
      if (message.getByte(i) >= 0) {
        count++;
      }
    }
    return count;
  }

  private void write(ByteBuf out) {
    for (WireTensor.Range range : ranges) {
      in.jump(range.start(), range.end());
      while (in.hasMore()) {
        int tag = in.readTag();
        ContentsField field = ContentsField.of(tag);
        if (field == null) {
          in.skip(tag);
        } else {
          write(field, tag & 7, out);
        }
      }
    }
  }

  private void write(ContentsField field, int wireType, ByteBuf out) {
    int outer = wireType == BYTES ? in.enter() : in.limit();
    if (field == ContentsField.BYTES_CONTENTS) {
      out.writeIntLE(in.limit() - in.position());
      copy(in.limit() - in.position(), out);
    } else if (field.wireType() != VARINT) {
      copy(wireType == BYTES ? in.limit() - in.position() : datatype.byteSize(), out);
    } else if (wireType == VARINT) {
      writeInteger(in.readVarint(), out);
    } else {
      while (in.hasMore()) {
        writeInteger(in.readVarint(), out);
      }
    }
    in.leave(outer);
  }

  private void copy(int length, ByteBuf out) {
    int start = in.advance(length);
    if (in.refusal() == null) {
      out.writeBytes(message, start, length);
    }
  }

  /**
   * Writes one number of the wire. Fields of 32 bits keep the low 32, as every parser of the
   * protocol does.
   */
  private void writeInteger(long wire, ByteBuf out) {
    if (in.refusal() != null) {
      return;
    }
    switch (datatype) {
      case BOOL -> out.writeBoolean(wire != 0);
      case INT8 -> out.writeByte((int) within((int) wire, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case INT16 -> out.writeShortLE((int) within((int) wire, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT8 -> out.writeByte((int) within(wire & 0xFFFF_FFFFL, 0, 0xFF));
      case UINT16 -> out.writeShortLE((int) within(wire & 0xFFFF_FFFFL, 0, 0xFFFF));
      case INT32, UINT32 -> out.writeIntLE((int) wire);
      default -> out.writeLongLE(wire);
    }
  }

  private long within(long value, long least, long greatest) {
    if (value < least || value > greatest) {
      refuse("value " + value + " is outside " + datatype + ", " + least + " to " + greatest);
    }
    return value;
  }
}
