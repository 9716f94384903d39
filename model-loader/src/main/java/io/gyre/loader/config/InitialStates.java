package io.gyre.loader.config;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelSequenceBatching.InitialState;
import io.gyre.proto.inference.ModelSequenceBatching.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule of {@code initial_state}: what a sequence's first request finds in its state. */
final class InitialStates {
  /** The model's folder that data files are in. */
  static final String FOLDER = "initial_state";

  /** A larger state at each sequence's start would be a mistake. */
  private static final long MOST_BYTES = 1L << 30;

  private InitialStates() {}

  /** Files that initial states are read from, relative to the model's folder. */
  static List<String> files(ModelConfig written) {
    return written.getSequenceBatching().getStateList().stream()
        .flatMap(state -> state.getInitialStateList().stream())
        .filter(InitialState::hasDataFile)
        .map(InitialState::getDataFile)
        .filter(ContainedPath::isContained)
        .map(file -> FOLDER + "/" + file)
        .toList();
  }

  /**
   * The state with its first value; null where that is among the mistakes.
   *
   * @param full the state's shape, {@link Shape#VARIABLE} where it varies
   * @param batched whether its first dimension is the batch
   */
  static @Nullable SequenceState of(
      Path directory,
      State written,
      TensorSpec input,
      TensorSpec output,
      Shape full,
      Place place,
      boolean batched,
      List<Mistake> mistakes) {
    Place at = place.at("initial_state", 0);
    InitialState initial =
        written.getInitialStateCount() == 0
            ? InitialState.newBuilder().setZeroData(true).build()
            : written.getInitialState(0);
    Shape first = initial.getDimsCount() == 0 ? smallest(full, batched) : given(initial, batched);
    if (!full.accepts(first) || !first.isFixed()) {
      String expected = Shape.of(written.getDimsList()) + ", the state's, with a size for each -1";
      mistakes.add(at.at("dims").mistake(expected, Shape.of(initial.getDimsList())));
      return null;
    }
    long bytes = bytes(first, input.datatype());
    if (bytes < 1 || bytes > MOST_BYTES) {
      mistakes.add(at.at("dims").mistake("1 to " + MOST_BYTES + " bytes", first));
      return null;
    }
    ByteBuffer data =
        initial.hasDataFile()
            ? read(directory, initial.getDataFile(), input.datatype(), bytes, at, mistakes)
            : ByteBuffer.allocate((int) bytes);
    TensorSpec in = new TensorSpec(input.name(), input.datatype(), full);
    TensorSpec out = new TensorSpec(output.name(), output.datatype(), full);
    return data == null ? null : new SequenceState(in, out, first, data);
  }

  /** One for the batch and for each variable size, as other servers have it. */
  private static Shape smallest(Shape full, boolean batched) {
    long[] dims = full.dims();
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = dims[axis] == Shape.VARIABLE ? 1 : dims[axis];
    }
    return batched ? Shape.of(dims).withFirst(1) : Shape.of(dims);
  }

  private static Shape given(InitialState initial, boolean batched) {
    Shape dims = Shape.of(initial.getDimsList());
    return batched ? dims.prepend(1) : dims;
  }

  /** Of BYTES, those of as many empty elements, whose length of zero takes four. */
  private static long bytes(Shape shape, Datatype datatype) {
    try {
      return Math.multiplyExact(
          shape.elementCount(), datatype.isFixedSize() ? datatype.byteSize() : Integer.BYTES);
    } catch (ArithmeticException _) {
      return Long.MAX_VALUE;
    }
  }

  private static @Nullable ByteBuffer read(
      Path directory,
      String name,
      Datatype datatype,
      long bytes,
      Place place,
      List<Mistake> mistakes) {
    Place at = place.at("data_file");
    String where = FOLDER + "/" + name;
    Path file = directory.resolve(FOLDER).resolve(name);
    if (!datatype.isFixedSize()) {
      mistakes.add(at.mistake("zero_data, as a state of TYPE_STRING isn't read from files", where));
      return null;
    }
    try {
      long size = Files.isRegularFile(file) ? Files.size(file) : -1;
      if (size != bytes) {
        String found = size < 0 ? "no such file" : size + " bytes";
        mistakes.add(at.mistake("a file of " + bytes + " bytes", where + ", " + found));
        return null;
      }
      return ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      mistakes.add(
          at.mistake("a file of " + bytes + " bytes", where + ", which can't be read: " + e));
      return null;
    }
  }
}
