package io.gyre.loader.onnxruntime;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the files that a model keeps tensors in: those of the initializers of its graph and of the
 * graphs inside, and constants. All else is passed over, weights inside the model without being
 * read. Numbers of fields are those of onnx.proto.
 */
final class ExternalLocations {
  /** More than protobuf itself reads by default, which gives up at a hundred. */
  private static final int MOST_NESTED = 200;

  private final Set<String> found = new LinkedHashSet<>();
  private final CodedInputStream in;
  private int depth;

  private ExternalLocations(InputStream file) {
    in = CodedInputStream.newInstance(file);
    in.setSizeLimit(Integer.MAX_VALUE);
  }

  /** A message of ONNX, with those of its fields that lead to external data. */
  private enum Message {
    MODEL,
    FUNCTION,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR,
    ENTRY,
    OTHER;

    Message field(int number) {
      return switch (this) {
        case MODEL -> number == 7 ? GRAPH : number == 25 ? FUNCTION : OTHER;
        case FUNCTION -> number == 7 ? NODE : OTHER;
        case GRAPH ->
            switch (number) {
              case 1 -> NODE;
              case 5 -> TENSOR;
              case 15 -> SPARSE_TENSOR;
              default -> OTHER;
            };
        case NODE -> number == 5 ? ATTRIBUTE : OTHER;
        case ATTRIBUTE ->
            switch (number) {
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 22, 23 -> SPARSE_TENSOR;
              default -> OTHER;
            };
        case SPARSE_TENSOR -> number == 1 || number == 2 ? TENSOR : OTHER;
        case TENSOR -> number == 13 ? ENTRY : OTHER;
        case ENTRY, OTHER -> OTHER;
      };
    }
  }

  /**
   * The files' paths as the model has them, each once; none where it is no model, which is for the
   * runtime to say.
   */
  static List<String> of(Path model) throws IOException {
    try (InputStream file = Files.newInputStream(model)) {
      ExternalLocations locations = new ExternalLocations(file);
      locations.read(Message.MODEL);
      return List.copyOf(locations.found);
    } catch (InvalidProtocolBufferException _) {
      return List.of();
    }
  }

  private void read(Message message) throws IOException {
    if (message == Message.ENTRY) {
      entry();
      return;
    }
    if (++depth > MOST_NESTED) {
      throw new InvalidProtocolBufferException("nested too deep");
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Message field = message.field(WireFormat.getTagFieldNumber(tag));
      if (field != Message.OTHER
          && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int limit = in.pushLimit(in.readRawVarint32());
        read(field);
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
    depth--;
  }

  /** Reads a pair of texts, of which the one with the key "location" counts. */
  private void entry() throws IOException {
    String key = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> key = in.readString();
        case 2 -> value = in.readString();
        default -> in.skipField(tag);
      }
    }
    if (key.equals("location")) {
      found.add(value);
    }
  }
}
