package io.gyre.loader.config;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.proto.inference.DataType;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelOutput;
import io.gyre.proto.inference.ModelSequenceBatching;
import io.gyre.proto.inference.ModelSequenceBatching.Control;
import io.gyre.proto.inference.ModelSequenceBatching.ControlInput;
import io.gyre.proto.inference.ModelSequenceBatching.State;
import io.gyre.proto.inference.ModelSequenceBatching.StrategyOldest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Resolves {@code sequence_batching} against what the loaded model says. */
final class SequenceResolver {
  /** How long a sequence may be idle where the file says nothing. */
  static final Duration DEFAULT_IDLE = Duration.ofSeconds(1);

  private static final long LONGEST_MICROS = Duration.ofDays(365).toMillis() * 1000;
  private static final Set<Datatype> OF_CORRELATION_IDS =
      EnumSet.of(Datatype.UINT64, Datatype.INT64, Datatype.UINT32, Datatype.INT32, Datatype.BYTES);

  private final Path directory;
  private final ModelConfig written;
  private final ModelSequenceBatching batching;
  private final Place place;
  private final Signature signature;
  private final BatchSize batch;
  private final List<Mistake> mistakes;

  private SequenceResolver(
      Path directory,
      ConfigurationFile file,
      Signature signature,
      BatchSize batch,
      List<Mistake> mistakes) {
    this.directory = directory;
    this.written = file.written();
    this.batching = written.getSequenceBatching();
    this.place = file.root().at("sequence_batching");
    this.signature = signature;
    this.batch = batch;
    this.mistakes = mistakes;
  }

  /**
   * How sequences are served; empty where the model has none. Of no meaning where mistakes are
   * added.
   *
   * @param directory the model's folder
   * @param signature all tensors of the model
   */
  static Optional<SequenceBatching> resolve(
      Path directory,
      ConfigurationFile file,
      Signature signature,
      BatchSize batch,
      List<Mistake> mistakes) {
    return file.written().hasSequenceBatching()
        ? Optional.of(new SequenceResolver(directory, file, signature, batch, mistakes).resolve())
        : Optional.empty();
  }

  /**
   * What clients see of a model: not the inputs that the server fills, and of the states that the
   * model gives only those that the file lists among its outputs.
   */
  static Signature visible(ModelConfig written, Signature signature) {
    if (!written.hasSequenceBatching()) {
      return signature;
    }
    ModelSequenceBatching batching = written.getSequenceBatching();
    Set<String> inputs = new HashSet<>();
    batching.getControlInputList().forEach(control -> inputs.add(control.getName()));
    batching.getStateList().forEach(state -> inputs.add(state.getInputName()));
    Set<String> outputs =
        batching.getStateList().stream().map(State::getOutputName).collect(Collectors.toSet());
    written.getOutputList().stream().map(ModelOutput::getName).forEach(outputs::remove);
    return new Signature(
        without(signature.inputs(), inputs),
        without(signature.outputs(), outputs),
        signature.firstDimensionNames(),
        signature.undeclaredShapes());
  }

  private static List<TensorSpec> without(List<TensorSpec> tensors, Set<String> names) {
    return tensors.stream().filter(tensor -> !names.contains(tensor.name())).toList();
  }

  private SequenceBatching resolve() {
    List<SequenceControl> controls = new ArrayList<>();
    for (int i = 0; i < batching.getControlInputCount(); i++) {
      SequenceControl control = control(batching.getControlInput(i), place.at("control_input", i));
      if (control != null) {
        controls.add(control);
      }
    }
    List<SequenceState> states = new ArrayList<>();
    for (int i = 0; i < batching.getStateCount(); i++) {
      SequenceState state = state(batching.getState(i), place.at("state", i));
      if (state != null) {
        states.add(state);
      }
    }
    int slots = Math.max(1, batch.max());
    long active = batching.hasOldest() ? batching.getOldest().getMaxCandidateSequences() : slots;
    long all = active * InstanceGroups.count(written);
    long idle = batching.getMaxSequenceIdleMicroseconds();
    return new SequenceBatching(
        (int) Math.min(all, Integer.MAX_VALUE),
        delay(),
        preferredSizes(slots),
        idle == 0 ? DEFAULT_IDLE : micros(idle),
        controls,
        states);
  }

  /** The direct strategy looks at its delay only where it is to wait for a share of its slots. */
  private Duration delay() {
    if (batching.hasOldest()) {
      return micros(batching.getOldest().getMaxQueueDelayMicroseconds());
    }
    return batching.getDirect().getMinimumSlotUtilization() > 0
        ? micros(batching.getDirect().getMaxQueueDelayMicroseconds())
        : Duration.ZERO;
  }

  private List<Integer> preferredSizes(int slots) {
    if (batching.hasOldest()) {
      StrategyOldest oldest = batching.getOldest();
      return oldest.getPreferredBatchSizeCount() == 0
          ? List.of(slots)
          : oldest.getPreferredBatchSizeList().stream().sorted().distinct().toList();
    }
    int least = (int) Math.ceil(batching.getDirect().getMinimumSlotUtilization() * slots);
    return IntStream.rangeClosed(Math.max(1, least), slots).boxed().toList();
  }

  private static Duration micros(long unsigned) {
    return Duration.of(
        unsigned < 0 ? LONGEST_MICROS : Math.min(unsigned, LONGEST_MICROS), ChronoUnit.MICROS);
  }

  private @Nullable SequenceControl control(ControlInput written, Place at) {
    TensorSpec model = find(signature.inputs(), written.getName(), "input", at.at("name"));
    if (model == null || written.getControlCount() != 1) {
      return null;
    }
    Control control = written.getControl(0);
    Place controlPlace = at.at("control", 0);
    if (!hasOneElementARow(model.shape())) {
      mistakes.add(at.at("name").mistake(expectedControlShape(), model.shape()));
      return null;
    }
    if (control.getKind() == Control.Kind.CONTROL_SEQUENCE_CORRID) {
      return correlationId(model, control, controlPlace);
    }
    return flag(model, control, controlPlace);
  }

  private String expectedControlShape() {
    return batch.max() > 0
        ? "an input of shape [-1,1] or [-1], one element a row"
        : "an input of shape [1], one element";
  }

  private @Nullable SequenceControl correlationId(TensorSpec model, Control control, Place at) {
    DataType type =
        control.getDataType() == DataType.TYPE_INVALID
            ? DataType.TYPE_UINT64
            : control.getDataType();
    if (type != model.datatype().configured()) {
      mistakes.add(
          at.at("data_type").mistake(model.datatype().configured() + ", the model's", type));
      return null;
    }
    if (!OF_CORRELATION_IDS.contains(model.datatype())) {
      mistakes.add(
          at.at("data_type")
              .mistake("TYPE_UINT64, TYPE_INT64, TYPE_UINT32, TYPE_INT32 or TYPE_STRING", type));
      return null;
    }
    return new SequenceControl.CorrelationId(model);
  }

  private @Nullable SequenceControl flag(TensorSpec model, Control control, Place at) {
    SequenceControl.Kind kind =
        switch (control.getKind()) {
          case CONTROL_SEQUENCE_START -> SequenceControl.Kind.START;
          case CONTROL_SEQUENCE_END -> SequenceControl.Kind.END;
          default -> SequenceControl.Kind.READY;
        };
    String field;
    Datatype datatype;
    List<ByteBuffer> values;
    if (control.getInt32FalseTrueCount() == 2) {
      field = "int32_false_true";
      datatype = Datatype.INT32;
      values = control.getInt32FalseTrueList().stream().map(v -> four().putInt(0, v)).toList();
    } else if (control.getFp32FalseTrueCount() == 2) {
      field = "fp32_false_true";
      datatype = Datatype.FP32;
      values = control.getFp32FalseTrueList().stream().map(v -> four().putFloat(0, v)).toList();
    } else if (control.getBoolFalseTrueCount() == 2) {
      field = "bool_false_true";
      datatype = Datatype.BOOL;
      values =
          control.getBoolFalseTrueList().stream()
              .map(v -> ByteBuffer.wrap(new byte[] {(byte) (v ? 1 : 0)}))
              .toList();
    } else {
      return null; // is among the mistakes already
    }
    if (datatype != model.datatype()) {
      mistakes.add(
          at.at(field)
              .mistake("values of " + model.datatype().configured() + ", the model's", datatype));
      return null;
    }
    return new SequenceControl.Flag(kind, model, values.get(0), values.get(1));
  }

  private static ByteBuffer four() {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private @Nullable SequenceState state(State written, Place at) {
    TensorSpec input =
        find(signature.inputs(), written.getInputName(), "input", at.at("input_name"));
    TensorSpec output =
        find(signature.outputs(), written.getOutputName(), "output", at.at("output_name"));
    if (input == null || output == null) {
      return null;
    }
    Shape full = batch.full(Shape.of(written.getDimsList()));
    boolean fits = true;
    for (TensorSpec tensor : List.of(input, output)) {
      if (tensor.datatype().configured() != written.getDataType()) {
        String expected = tensor.datatype().configured() + ", that of \"" + tensor.name() + "\"";
        mistakes.add(at.at("data_type").mistake(expected, written.getDataType()));
        fits = false;
      }
      if (!tensor.shape().accepts(full)) {
        String expected =
            batch.dims(tensor.shape()) + ", those of \"" + tensor.name() + "\" without the batch";
        mistakes.add(at.at("dims").mistake(expected, Shape.of(written.getDimsList())));
        fits = false;
      }
    }
    return fits
        ? InitialStates.of(directory, written, input, output, full, at, batch.max() > 0, mistakes)
        : null;
  }

  private @Nullable TensorSpec find(List<TensorSpec> tensors, String name, String kind, Place at) {
    for (TensorSpec tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    String names =
        tensors.stream().map(t -> "\"" + t.name() + "\"").collect(Collectors.joining(", "));
    if (!name.isEmpty()) {
      mistakes.add(at.mistake("an " + kind + " of the model (" + names + ")", "\"" + name + "\""));
    }
    return null;
  }

  private boolean hasOneElementARow(Shape declared) {
    boolean batched = batch.max() > 0;
    if (batched && (declared.rank() == 0 || declared.dim(0) != Shape.VARIABLE)) {
      return false;
    }
    for (int axis = batched ? 1 : 0; axis < declared.rank(); axis++) {
      if (declared.dim(axis) != 1 && declared.dim(axis) != Shape.VARIABLE) {
        return false;
      }
    }
    return true;
  }
}
