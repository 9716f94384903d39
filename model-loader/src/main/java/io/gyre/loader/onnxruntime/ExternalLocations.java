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
import java.util.Map;
import java.util.Set;

/**
 * Finds the files that a model keeps tensors in, by the fields of ONNX's messages (onnx.proto): the
 * initializers of its graph and of graphs inside, and constants. Other bytes are passed over.
 */
final class ExternalLocations {
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private final Set<String> found = new LinkedHashSet<>();
  private final Map<Integer, Message> tensor = Map.of(13, this::entry);
  private final Map<Integer, Message> attribute =
      Map.of(
          5,
          in -> read(in, this.tensor),
          6,
          this::graph,
          10,
          in -> read(in, this.tensor),
          11,
          this::graph);
  private final Map<Integer, Message> node = Map.of(5, in -> read(in, this.attribute));
  private final Map<Integer, Message> graph =
      Map.of(1, in -> read(in, this.node), 5, in -> read(in, this.tensor));

  private ExternalLocations() {}

  /** Reads one field's message. */
  @FunctionalInterface
  private interface Message {
    void read(CodedInputStream in) throws IOException;
  }

  /**
   * The files' paths as the model has them, each once; none where it is no model, which is for the
   * runtime to say.
   */
  static List<String> of(Path model) throws IOException {
    try (InputStream file = Files.newInputStream(model)) {
      ExternalLocations locations = new ExternalLocations();
      CodedInputStream in = CodedInputStream.newInstance(file);
      in.setSizeLimit(Integer.MAX_VALUE);
      try {
        locations.read(in, Map.of(7, locations::graph));
      } catch (InvalidProtocolBufferException _) {
        return List.of();
      }
      return List.copyOf(locations.found);
    }
  }

  private void graph(CodedInputStream in) throws IOException {
    read(in, graph);
  }

  private void entry(CodedInputStream in) throws IOException {
    String key = "";
    String value = "";
    int tag = in.readTag();
    while (tag != 0) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case KEY -> key = in.readString();
        case VALUE -> value = in.readString();
        default -> in.skipField(tag);
      }
      tag = in.readTag();
    }
    if (key.equals("location")) {
      found.add(value);
    }
  }

  /** Reads a message of which only these fields matter. */
  private void read(CodedInputStream in, Map<Integer, Message> fields) throws IOException {
    int tag = in.readTag();
    while (tag != 0) {
      Message field = fields.get(WireFormat.getTagFieldNumber(tag));
      if (field != null && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int limit = in.pushLimit(in.readRawVarint32());
        field.read(in);
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
      tag = in.readTag();
    }
  }
}
