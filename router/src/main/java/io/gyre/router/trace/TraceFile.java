package io.gyre.router.trace;

import io.gyre.router.metrics.BoundedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The file of traces: one JSON list, whole after each write, as Triton's tools read it. With a
 * frequency there are several, and each name ends in its number.
 */
final class TraceFile implements BoundedWriter.Sink<Trace.Entry> {
  private static final Logger LOG = LoggerFactory.getLogger(TraceFile.class);
  private static final byte[] END = "\n]\n".getBytes(StandardCharsets.US_ASCII);

  private final JsonFactory json = new JsonFactory();
  private final Path path;
  private final LongSupplier frequency;
  private @Nullable FileChannel file;
  private long number;
  private long written;

  /**
   * A file that is opened with its first trace; what was in it is lost.
   *
   * @param frequency traces in one file; 0 for all
   */
  TraceFile(Path path, LongSupplier frequency) {
    this.path = path;
    this.frequency = frequency;
  }

  @Override
  public void write(List<Trace.Entry> entries, long dropped) throws IOException {
    if (dropped > 0) {
      LOG.warn("{} traces were dropped: {} was not written fast enough", dropped, path);
    }
    for (Trace.Entry entry : entries) {
      long most = frequency.getAsLong();
      if (file != null && most > 0 && written >= most) {
        close();
      }
      append(encode(entry), most);
    }
  }

  private void append(byte[] entry, long most) throws IOException {
    FileChannel open = file == null ? open(most) : file;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(entry.length + 8);
    bytes.writeBytes((written == 0 ? "[\n" : ",\n").getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(entry);
    bytes.writeBytes(END);
    open.position(written == 0 ? 0 : open.size() - END.length);
    ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray());
    while (all.hasRemaining()) {
      open.write(all);
    }
    written++;
  }

  private FileChannel open(long most) throws IOException {
    Path name = most > 0 ? path.resolveSibling(path.getFileName() + "." + number++) : path;
    FileChannel open =
        FileChannel.open(
            name,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    file = open;
    written = 0;
    return open;
  }

  private byte[] encode(Trace.Entry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out =
        json.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
      out.writeStartObject();
      out.writeNumberProperty("id", entry.id());
      out.writeStringProperty("model_name", entry.model());
      out.writeNumberProperty("model_version", entry.version());
      out.writeStringProperty("request_id", entry.requestId());
      out.writeStringProperty("outcome", entry.outcome());
      out.writeArrayPropertyStart("timestamps");
      for (Trace.Stamp stamp : entry.stamps()) {
        out.writeStartObject();
        out.writeStringProperty("name", stamp.name());
        out.writeNumberProperty("ns", stamp.nanos());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
