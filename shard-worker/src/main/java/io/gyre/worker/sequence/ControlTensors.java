package io.gyre.worker.sequence;

import io.gyre.inference.request.SequenceId;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.config.SequenceControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the model of a request's place in its sequence. */
final class ControlTensors {
  private final List<SequenceControl> controls;

  ControlTensors(List<SequenceControl> controls) {
    this.controls = controls;
  }

  /** Why the model can't be told of this id, or null where it can. */
  @Nullable Refusal mistake(SequenceId id, String model) {
    for (SequenceControl control : controls) {
      if (control instanceof SequenceControl.CorrelationId(TensorSpec tensor)
          && !fits(id, tensor.datatype())) {
        return Refusal.invalid(
            "sequence_id of a request to model '"
                + model
                + "': expected "
                + (tensor.datatype() == Datatype.INT32 || tensor.datatype() == Datatype.UINT32
                    ? "a whole number of 32 bits"
                    : "a whole number")
                + ", which the model's input '"
                + tensor.name()
                + "' takes, found "
                + id);
      }
    }
    return null;
  }

  private static boolean fits(SequenceId id, Datatype datatype) {
    return switch (id) {
      case SequenceId.Named _ -> datatype == Datatype.BYTES;
      case SequenceId.Numbered(long value) ->
          switch (datatype) {
            case INT32 -> value == (int) value;
            case UINT32 -> value >>> Integer.SIZE == 0;
            default -> true;
          };
    };
  }

  /**
   * The control inputs of one request, in the configuration's order.
   *
   * @param start whether nothing of the sequence has run yet
   * @param end whether it is the last
   */
  List<TensorView> of(SequenceId id, boolean start, boolean end) {
    List<TensorView> tensors = new ArrayList<>(controls.size());
    for (SequenceControl control : controls) {
      TensorSpec tensor = control.tensor();
      ByteBuf data =
          switch (control) {
            case SequenceControl.CorrelationId _ -> idOf(id, tensor.datatype());
            case SequenceControl.Flag flag ->
                Unpooled.wrappedBuffer(
                    flag.value(
                        switch (flag.kind()) {
                          case START -> start;
                          case END -> end;
                          case READY -> true;
                        }));
          };
      tensors.add(new TensorView(tensor.name(), tensor.datatype(), ones(tensor.shape()), data));
    }
    return tensors;
  }

  private static ByteBuf idOf(SequenceId id, Datatype datatype) {
    if (datatype == Datatype.BYTES) {
      byte[] text = id.toString().getBytes(StandardCharsets.UTF_8);
      return Unpooled.buffer(Integer.BYTES + text.length).writeIntLE(text.length).writeBytes(text);
    }
    long value = id instanceof SequenceId.Numbered(long number) ? number : 0;
    ByteBuf data = Unpooled.buffer(datatype.byteSize());
    return datatype.byteSize() == Long.BYTES
        ? data.writeLongLE(value)
        : data.writeIntLE((int) value);
  }

  private static Shape ones(Shape declared) {
    long[] dims = declared.dims();
    Arrays.fill(dims, 1);
    return Shape.of(dims);
  }
}
