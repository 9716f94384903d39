package io.gyre.router.http;

import io.gyre.inference.request.Placements;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInput;
import io.gyre.router.directory.Answer;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.json.InferCall;
import io.gyre.router.json.OutputForm;
import io.gyre.router.json.ParsedCall;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;

/**
 * Reads requests without JSON: the whole body is the model's one input, whose shape follows from
 * its size.
 */
final class RawRequests {
  private final ModelDirectory directory;

  RawRequests(ModelDirectory directory) {
    this.directory = directory;
  }

  /** Reads a request. The input points into {@code body}, which stays the caller's. */
  ParsedCall read(Route route, ByteBuf body, ByteBufAllocator allocator) {
    return switch (directory.config(route.model(), route.version())) {
      case Answer.Refused<ModelConfig>(Refusal refusal) -> new ParsedCall.Malformed(refusal);
      case Answer.Found<ModelConfig>(ModelConfig config) -> call(route, config, body, allocator);
    };
  }

  private static ParsedCall call(
      Route route, ModelConfig config, ByteBuf body, ByteBufAllocator allocator) {
    if (!body.isReadable()) {
      return invalid("the request has no body: expected JSON, or the bytes of an input");
    }
    if (config.getInputCount() != 1) {
      return invalid(
          "Raw request must only have 1 input to be deduced, but model '%s' has %d inputs: send JSON"
              .formatted(route.model(), config.getInputCount()));
    }
    ModelInput input = config.getInput(0);
    Datatype datatype = Datatype.of(input.getDataType());
    if (datatype == null) {
      return invalid("the configuration of input '%s' has no data type".formatted(input.getName()));
    }
    boolean batched = config.getMaxBatchSize() > 0;
    return datatype.isFixedSize()
        ? fixed(input, datatype, batched, body)
        : text(input, batched, body, allocator);
  }

  private static ParsedCall fixed(
      ModelInput input, Datatype datatype, boolean batched, ByteBuf body) {
    long known = datatype.byteSize();
    int variable = -1;
    for (int axis = 0; axis < input.getDimsCount(); axis++) {
      long dim = input.getDims(axis);
      if (dim == Shape.VARIABLE) {
        if (variable >= 0) {
          return invalid(
              "input '%s' has more than one variable dimension in %s: a raw request can't tell its shape, send JSON"
                  .formatted(input.getName(), input.getDimsList()));
        }
        variable = axis;
      } else {
        known = Math.multiplyExact(known, dim);
      }
    }
    long size = body.readableBytes();
    if (known == 0 || (variable < 0 ? size != known : size % known != 0)) {
      return invalid(
          "input byte size mismatch for input '%s': expected %s%d bytes, found %d"
              .formatted(input.getName(), variable < 0 ? "" : "a multiple of ", known, size));
    }
    long[] dims = input.getDimsList().stream().mapToLong(Long::longValue).toArray();
    if (variable >= 0) {
      dims[variable] = size / known;
    }
    return whole(input, datatype, Shape.of(dims), batched, body.slice(), Unpooled.EMPTY_BUFFER);
  }

  private static ParsedCall text(
      ModelInput input, boolean batched, ByteBuf body, ByteBufAllocator allocator) {
    if (!input.getDimsList().equals(List.of(1L))) {
      return invalid(
          "For BYTES raw input '%s', the model must have input shape [1], found %s: send JSON"
              .formatted(input.getName(), input.getDimsList()));
    }
    ByteBuf length = allocator.directBuffer(Integer.BYTES).writeIntLE(body.readableBytes());
    ByteBuf element = Unpooled.wrappedUnmodifiableBuffer(length.duplicate(), body.slice());
    return whole(input, Datatype.BYTES, Shape.of(1), batched, element, length);
  }

  private static ParsedCall whole(
      ModelInput input,
      Datatype datatype,
      Shape shape,
      boolean batched,
      ByteBuf data,
      ByteBuf owned) {
    Shape full = batched ? shape.prepend(1) : shape;
    return new InferCall(
        "",
        Map.of(),
        List.of(new TensorView(input.getName(), datatype, full, data)),
        List.of(),
        OutputForm.BINARY,
        Placements.NONE,
        owned);
  }

  private static ParsedCall invalid(String message) {
    return new ParsedCall.Malformed(Refusal.invalid(message));
  }
}
