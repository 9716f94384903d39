package io.gyre.loader.onnxruntime;

import static io.gyre.loader.onnxruntime.NativeCall.call;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loader.engine.ModelLoadException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Reads the signature of a session. */
final class SignatureReader {
  /** Names of the C API's {@code ONNXType}, by code. */
  private static final List<String> KINDS =
      List.of("unknown", "tensor", "sequence", "map", "opaque", "sparse tensor", "optional");

  /** What the library calls dimensions that neither the file nor its own inference could name. */
  private static final String INFERRED = "unk__";

  private static final int TENSOR = 1;
  private static final int SEQUENCE = 2;
  private static final int MAP = 3;

  private final Environment environment;
  private final OrtApi api;
  private final long session;
  private final Arena arena;
  private final long out;

  private SignatureReader(Environment environment, long session, Arena arena) {
    this.environment = environment;
    this.api = environment.api();
    this.session = session;
    this.arena = arena;
    this.out = arena.allocate(Long.BYTES).address();
  }

  /**
   * Reads the signature of a native session.
   *
   * @throws ModelLoadException where a tensor has a type that the protocol can't carry
   */
  static Signature read(Environment environment, long session)
      throws OrtException, ModelLoadException {
    try (Arena arena = Arena.ofConfined()) {
      SignatureReader reader = new SignatureReader(environment, session, arena);
      return new Signature(reader.inputs(), reader.outputs());
    }
  }

  private List<DeclaredTensor> inputs() throws OrtException, ModelLoadException {
    return tensors(
        "input",
        OrtFunction.SESSION_GET_INPUT_COUNT,
        OrtFunction.SESSION_GET_INPUT_NAME,
        OrtFunction.SESSION_GET_INPUT_TYPE_INFO);
  }

  private List<DeclaredTensor> outputs() throws OrtException, ModelLoadException {
    return tensors(
        "output",
        OrtFunction.SESSION_GET_OUTPUT_COUNT,
        OrtFunction.SESSION_GET_OUTPUT_NAME,
        OrtFunction.SESSION_GET_OUTPUT_TYPE_INFO);
  }

  private List<DeclaredTensor> tensors(
      String role, OrtFunction getCount, OrtFunction getName, OrtFunction getType)
      throws OrtException, ModelLoadException {
    api.check(call(api.at(getCount), session, out));
    long count = Memory.getLong(out);
    List<DeclaredTensor> tensors = new ArrayList<>();
    for (long index = 0; index < count; index++) {
      api.check(call(api.at(getName), session, index, environment.allocator(), out));
      long text = Memory.getLong(out);
      String name = Memory.getString(text);
      api.check(call(api.at(OrtFunction.ALLOCATOR_FREE), environment.allocator(), text));
      api.check(call(api.at(getType), session, index, out));
      long type = Memory.getLong(out);
      try {
        tensors.add(tensor(role, name, type));
      } finally {
        api.release(OrtFunction.RELEASE_TYPE_INFO, type);
      }
    }
    return tensors;
  }

  private DeclaredTensor tensor(String role, String name, long type)
      throws OrtException, ModelLoadException {
    api.check(call(api.at(OrtFunction.GET_ONNX_TYPE_FROM_TYPE_INFO), type, out));
    int kind = Memory.getInt(out);
    if (kind != TENSOR) {
      throw notATensor(role, name, kind);
    }
    api.check(call(api.at(OrtFunction.CAST_TYPE_INFO_TO_TENSOR_INFO), type, out));
    long info = Memory.getLong(out);
    api.check(call(api.at(OrtFunction.GET_TENSOR_ELEMENT_TYPE), info, out));
    int element = Memory.getInt(out);
    Datatype datatype = ElementType.datatypeOf(element);
    if (datatype == null) {
      throw new ModelLoadException(
          true,
          role
              + " "
              + name
              + " has element type "
              + ElementType.nameOf(element)
              + ", which the inference protocol can't carry; export the model with a Cast to one"
              + " of its datatypes (FP32, INT64, ...)");
    }
    // The function returns a C bool, which has the lowest byte of the word to itself.
    boolean hasShape =
        (call(api.at(OrtFunction.TENSOR_TYPE_AND_SHAPE_HAS_SHAPE), info) & 0xff) != 0;
    api.check(call(api.at(OrtFunction.GET_DIMENSIONS_COUNT), info, out));
    int rank = (int) Memory.getLong(out);
    Shape shape = Shape.of(dimensions(info, rank));
    return new DeclaredTensor(new TensorSpec(name, datatype, shape), hasShape, symbols(info, rank));
  }

  private long[] dimensions(long info, int rank) throws OrtException {
    MemorySegment dims = arena.allocate(ValueLayout.JAVA_LONG, Math.max(rank, 1));
    api.check(call(api.at(OrtFunction.GET_DIMENSIONS), info, dims.address(), rank));
    long[] read = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      long dim = dims.getAtIndex(ValueLayout.JAVA_LONG, axis);
      read[axis] = dim < 0 ? Shape.VARIABLE : dim;
    }
    return read;
  }

  /** The library keeps the names that it points to as long as the type information. */
  private List<String> symbols(long info, int rank) throws OrtException {
    MemorySegment names = arena.allocate(ValueLayout.JAVA_LONG, Math.max(rank, 1));
    api.check(call(api.at(OrtFunction.GET_SYMBOLIC_DIMENSIONS), info, names.address(), rank));
    List<String> read = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      String name = Memory.getString(names.getAtIndex(ValueLayout.JAVA_LONG, axis));
      read.add(name.startsWith(INFERRED) ? "" : name);
    }
    return read;
  }

  private static ModelLoadException notATensor(String role, String name, int kind) {
    String advice =
        role.equals("output") && (kind == SEQUENCE || kind == MAP)
            ? "if it is a scikit-learn classifier, export it with"
                + " convert_sklearn(..., options={id(model): {\"zipmap\": False}})"
            : "export the model with tensors only";
    return new ModelLoadException(
        true,
        role
            + " "
            + name
            + " is a "
            + (kind >= 0 && kind < KINDS.size() ? KINDS.get(kind) : "kind " + kind)
            + ", expected a tensor; "
            + advice);
  }
}
