package io.gyre.inference.wire;

import static io.gyre.inference.wire.WireReader.BYTES;
import static io.gyre.inference.wire.WireReader.VARINT;

import io.gyre.inference.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One InferInputTensor or InferOutputTensor as the message describes it; the two are laid out
 * alike.
 *
 * @param contents where the parts of typed contents are; empty where the tensor has none
 */
record WireTensor(
    String name, String datatype, Shape shape, Parameters parameters, List<Range> contents) {
  /** A part of the message. */
  record Range(int start, int end) {}

  static WireTensor read(WireReader in) {
    String name = "";
    String datatype = "";
    Dimensions shape = new Dimensions();
    Parameters parameters = new Parameters();
    List<Range> contents = new ArrayList<>(0);
    in.countElement();
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> name = in.readString();
        case 2 << 3 | BYTES -> datatype = in.readString();
        case 3 << 3 | BYTES -> shape.readPacked(in);
        case 3 << 3 | VARINT -> shape.read(in);
        case 4 << 3 | BYTES -> parameters.readEntry(in);
        case 5 << 3 | BYTES -> contents.add(readRange(in));
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    return new WireTensor(name, datatype, shape.toShape(), parameters, contents);
  }

  private static Range readRange(WireReader in) {
    in.countElement();
    int outer = in.enter();
    Range range = new Range(in.position(), in.limit());
    in.advance(range.end() - range.start());
    in.leave(outer);
    return range;
  }

  /** A shape while it is read. */
  private static final class Dimensions {
    private long[] dims = new long[2];
    private int rank;

    void readPacked(WireReader in) {
      int outer = in.enter();
      while (in.hasMore()) {
        read(in);
      }
      in.leave(outer);
    }

    void read(WireReader in) {
      in.countElement();
      if (rank == dims.length) {
        dims = Arrays.copyOf(dims, rank * 2);
      }
      dims[rank++] = in.readVarint();
    }

    Shape toShape() {
      return Shape.ofFirst(rank, dims);
    }
  }
}
