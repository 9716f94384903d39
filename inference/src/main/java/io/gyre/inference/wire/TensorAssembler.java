package io.gyre.inference.wire;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins the tensors that a message describes with their bytes: raw ones by position, or typed
 * contents.
 */
final class TensorAssembler {
  private final WireReader in;
  private final ByteBuf message;
  private final String role;
  private final List<WireTensor> tensors = new ArrayList<>();
  private final List<ByteBuf> raw = new ArrayList<>();

  /**
   * An assembler without tensors yet.
   *
   * @param role what the protocol calls its tensors: {@code input} or {@code output}
   */
  TensorAssembler(WireReader in, ByteBuf message, String role) {
    this.in = in;
    this.message = message;
    this.role = role;
  }

  void readTensor() {
    tensors.add(WireTensor.read(in));
  }

  void readRaw() {
    in.countElement();
    raw.add(in.readSlice());
  }

  /**
   * The tensors in the message's order; none where the reader is refused. Ends the use of the
   * reader for anything else.
   */
  List<TensorView> assemble() {
    if (!raw.isEmpty() && raw.size() != tensors.size()) {
      in.refuse(
          Refusal.invalid(
              "the message has "
                  + tensors.size()
                  + " "
                  + role
                  + "s and "
                  + raw.size()
                  + " raw_"
                  + role
                  + "_contents: expected one for each"));
    }
    List<TensorView> views = new ArrayList<>(tensors.size());
    for (int i = 0; i < tensors.size() && in.refusal() == null; i++) {
      TensorView view = view(tensors.get(i), raw.isEmpty() ? null : raw.get(i));
      if (view != null) {
        views.add(view);
      }
    }
    return in.refusal() == null ? views : List.of();
  }

  private @Nullable TensorView view(WireTensor tensor, @Nullable ByteBuf bytes) {
    String what = role + " '" + tensor.name() + "'";
    Datatype datatype = Datatype.named(tensor.datatype());
    SharedMemory.refuse(in, what, tensor.parameters());
    if (datatype == null) {
      in.refuse(
          Refusal.invalid(
              what
                  + " has the unknown datatype '"
                  + tensor.datatype()
                  + "': expected one of "
                  + Arrays.toString(Datatype.values())));
      return null;
    }
    if (bytes != null && !tensor.contents().isEmpty()) {
      in.refuse(
          Refusal.invalid(
              what
                  + " has contents although the message has raw_"
                  + role
                  + "_contents: use one or the other"));
    } else if (bytes == null && tensor.contents().isEmpty()) {
      in.refuse(
          Refusal.invalid(
              what + " has no data: expected raw_" + role + "_contents or its own contents"));
    }
    if (in.refusal() != null) {
      return null;
    }
    ByteBuf data =
        bytes == null
            ? new TypedContents(in, message, tensor.contents(), what, datatype).decode()
            : bytes;
    return new TensorView(tensor.name(), datatype, tensor.shape(), data);
  }
}
