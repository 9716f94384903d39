package io.gyre.loader.desired;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gyre.proto.registry.DesiredState;
import java.io.IOException;

/** The record as the text of its file: JSON that people can read. */
final class RecordText {
  /** The form that this release writes, and the newest that it reads. */
  static final int FORMAT = 1;

  private RecordText() {}

  static String write(DesiredState state) throws IOException {
    return JsonFormat.printer().sortingMapKeys().print(state.toBuilder().setFormat(FORMAT)) + "\n";
  }

  static DesiredState read(String text) throws IOException {
    DesiredState.Builder state = DesiredState.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(text, state);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("expected the JSON that Gyre writes, found: " + e.getMessage(), e);
    }
    if (state.getFormat() < 1 || state.getFormat() > FORMAT) {
      throw new IOException(
          "expected a record of format "
              + FORMAT
              + ", found "
              + state.getFormat()
              + ": it was written by another release of Gyre; run the same one everywhere");
    }
    return state.build();
  }
}
