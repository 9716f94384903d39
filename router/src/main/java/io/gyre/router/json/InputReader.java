package io.gyre.router.json;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.RegionRange;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one input of a request. Its members may come in any order: data before its shape is read
 * last.
 */
final class InputReader {
  private static final int ABSENT = -1;

  private final JsonParser parser;
  private final DataReader data;
  private final int position;
  private final RangeReader shared = new RangeReader(this);

  private @Nullable String name;
  private @Nullable Datatype datatype;
  private @Nullable Shape shape;
  private boolean hasData;
  private boolean hasParameters;
  private int binarySize = ABSENT;
  private @Nullable RegionRange range;

  /**
   * A reader of one input.
   *
   * @param document its parser stands before the input
   * @param values where bytes of tensors are appended
   * @param position the input's place in the list
   */
  InputReader(RequestDocument document, ByteBuf values, int position) {
    parser = document.parser();
    data = new DataReader(document, values, this);
    this.position = position;
  }

  /** Reads the object that the parser stands on. */
  void read(JsonToken value) {
    if (value != JsonToken.START_OBJECT) {
      throw Members.unexpected(parser, value, toString(), "an object");
    }
    for (String member = parser.nextName(); member != null; member = parser.nextName()) {
      member(member, parser.nextToken());
    }
    require(name != null, "name");
    require(shape != null, "shape");
    require(datatype != null, "datatype");
    if (data.isDeferred()) {
      data.readDeferred(given(datatype), given(shape));
    }
    range = shared.range();
    int places = (hasData ? 1 : 0) + (binarySize != ABSENT ? 1 : 0) + (range != null ? 1 : 0);
    if (places != 1) {
      throw new InvalidInput(
          "expected %s to have either 'data' or the parameter 'binary_data_size' or 'shared_memory_region', found %s"
              .formatted(this, places == 0 ? "none" : "several"));
    }
  }

  /** Where in shared memory the input is; null where it isn't. */
  @Nullable RegionRange range() {
    return range;
  }

  /** Bytes of the binary part that are this input's. */
  int binarySize() {
    return Math.max(binarySize, 0);
  }

  /**
   * The input, whose binary data starts at {@code offset} of {@code binary}, where {@code left}
   * bytes are left.
   */
  TensorView view(ByteBuf binary, int offset, int left) {
    if (binarySize() > left) {
      throw new InvalidInput(
          "unexpected size for %s: its binary_data_size is %d, expecting %d additional bytes after the JSON"
              .formatted(this, binarySize, binarySize - left));
    }
    ByteBuf bytes = hasData ? data.bytes() : binary.slice(offset, binarySize());
    return new TensorView(given(name), given(datatype), given(shape), bytes);
  }

  private void member(String member, JsonToken value) {
    switch (member) {
      case "name" -> {
        Members.requireFirst(name == null, member, this);
        name = Members.text(parser, value, "name", this);
      }
      case "datatype" -> {
        Members.requireFirst(datatype == null, member, this);
        datatype = datatype(value);
      }
      case "shape" -> {
        Members.requireFirst(shape == null, member, this);
        shape = shape(value);
      }
      case "data" -> {
        Members.requireFirst(!hasData, member, this);
        hasData = true;
        data(value);
      }
      case "parameters" -> {
        Members.requireFirst(!hasParameters, member, this);
        hasParameters = true;
        parameters(value);
      }
      default -> parser.skipChildren();
    }
  }

  private Datatype datatype(JsonToken value) {
    String written = Members.text(parser, value, "datatype", this);
    Datatype found = Datatype.named(written);
    if (found == null) {
      throw new InvalidInput(
          "invalid datatype for %s: expected one of %s, found '%s'"
              .formatted(this, Arrays.toString(Datatype.values()), written));
    }
    return found;
  }

  private Shape shape(JsonToken value) {
    Members.requireList(parser, value, "shape", this);
    long[] dims = new long[4];
    int rank = 0;
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      if (rank == JsonDocument.MAX_NESTING) {
        throw new InvalidInput(
            "expected 'shape' of %s to have at most %d dimensions, found more"
                .formatted(this, JsonDocument.MAX_NESTING));
      }
      if (rank == dims.length) {
        dims = Arrays.copyOf(dims, rank * 2);
      }
      dims[rank] = dimension(next, rank);
      rank++;
    }
    return Shape.of(rank == dims.length ? dims : Arrays.copyOf(dims, rank));
  }

  private long dimension(JsonToken value, int axis) {
    if (value == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
        && parser.getLongValue() >= 0) {
      return parser.getLongValue();
    }
    throw Members.unexpected(
        parser, value, "shape[" + axis + "] of " + this, "an integer of 0 or more");
  }

  private void data(JsonToken value) {
    Members.requireList(parser, value, "data", this);
    if (datatype != null && shape != null) {
      data.read(datatype, shape);
    } else {
      data.defer();
    }
  }

  private void parameters(JsonToken value) {
    Members.requireObject(parser, value, "parameters", this);
    for (String parameter = parser.nextName(); parameter != null; parameter = parser.nextName()) {
      JsonToken token = parser.nextToken();
      switch (parameter) {
        case "binary_data_size" ->
            binarySize =
                (int) Members.unsigned(parser, token, Integer.MAX_VALUE, "binary_data_size", this);
        default -> shared.read(parser, token, parameter);
      }
    }
  }

  private void require(boolean present, String member) {
    if (!present) {
      throw new InvalidInput(
          "expected %s to have the member '%s'; found none".formatted(this, member));
    }
  }

  /** The input as error messages call it. */
  @Override
  public String toString() {
    return name == null ? "inputs[" + position + "]" : "input '" + name + "'";
  }

  private static <T> T given(@Nullable T member) {
    if (member == null) {
      throw new IllegalStateException("a member was not checked");
    }
    return member;
  }
}
