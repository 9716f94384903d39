package io.gyre.inference.wire;

import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins the tensors that a message describes with their bytes: raw ones by position, or typed
 * contents.
 */
final class TensorAssembler {
  /** As many as most models take. */
  private static final int FEW = 2;

  private final WireReader in;
  private final ByteBuf message;
  private final String role;
  private final Map<Integer, ByteBuf> shared;
  private final List<WireTensor> tensors = new ArrayList<>(FEW);
  private final List<ByteBuf> raw = new ArrayList<>(FEW);

  /**
   * An assembler without tensors yet.
   *
   * @param role what the protocol calls its tensors: {@code input} or {@code output}
   * @param shared bytes of the tensors, by position, that are in shared memory
   */
  TensorAssembler(WireReader in, ByteBuf message, String role, Map<Integer, ByteBuf> shared) {
    this.in = in;
    this.message = message;
    this.role = role;
    this.shared = shared;
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
    refuseUnresolved();
    int inMessage = tensors.size() - shared.size();
    if (!raw.isEmpty() && raw.size() != inMessage) {
      in.refuse(
          Refusal.invalid(
              "the message has "
                  + inMessage
                  + " "
                  + role
                  + "s and "
                  + raw.size()
                  + " raw_"
                  + role
                  + "_contents: expected one for each"));
    }
    List<TensorView> views = new ArrayList<>(tensors.size());
    Iterator<ByteBuf> nextRaw = raw.iterator();
    for (int i = 0; i < tensors.size() && in.refusal() == null; i++) {
      ByteBuf bytes = shared.get(i);
      if (bytes == null && !raw.isEmpty()) {
        bytes = nextRaw.next();
      }
      TensorView view = view(tensors.get(i), bytes);
      if (view != null) {
        views.add(view);
      }
    }
    return in.refusal() == null ? views : List.of();
  }

  private void refuseUnresolved() {
    for (int i = 0; i < tensors.size(); i++) {
      WireTensor tensor = tensors.get(i);
      if (!tensor.parameters().isEmpty() && !shared.containsKey(i)) {
        SharedMemory.refuse(in, named(tensor), tensor.parameters());
      }
    }
  }

  private @Nullable TensorView view(WireTensor tensor, @Nullable ByteBuf bytes) {
    Datatype datatype = Datatype.named(tensor.datatype());
    if (datatype == null) {
      in.refuse(
          Refusal.invalid(
              named(tensor)
                  + " has the unknown datatype '"
                  + tensor.datatype()
                  + "': expected one of "
                  + Arrays.toString(Datatype.values())));
      return null;
    }
    if (bytes != null && contradicts(tensor)) {
      in.refuse(
          Refusal.invalid(
              named(tensor)
                  + " has contents although the message has raw_"
                  + role
                  + "_contents: use one or the other"));
    } else if (bytes == null && tensor.contents().isEmpty()) {
      in.refuse(
          Refusal.invalid(
              named(tensor)
                  + " has no data: expected raw_"
                  + role
                  + "_contents or its own contents"));
    }
    if (in.refusal() != null) {
      return null;
    }
    ByteBuf data =
        bytes == null
            ? new TypedContents(in, message, tensor.contents(), named(tensor), datatype).decode()
            : bytes;
    return new TensorView(tensor.name(), datatype, tensor.shape(), data);
  }

  private String named(WireTensor tensor) {
    return role + " '" + tensor.name() + "'";
  }

  /**
   * Beside an answer's raw bytes, MLServer sets contents that are empty; requests are held to the
   * letter.
   */
  private boolean contradicts(WireTensor tensor) {
    return role.equals("output")
        ? tensor.contents().stream().anyMatch(contents -> contents.end() > contents.start())
        : !tensor.contents().isEmpty();
  }
}
