package io.gyre.router.metrics;

import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.InferenceResponse;
import io.gyre.inference.response.Outcome;
import io.gyre.inference.response.Refusal;
import io.gyre.router.table.Replica;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * An access log of one JSON object a line, written by a thread of its own. Where that thread can't
 * keep up, lines are dropped, and the next line says how many.
 */
public final class JsonAccessLog implements AccessLog {
  /** What a client wrote is cut after so many characters. */
  private static final int LONGEST_TEXT = 256;

  private final JsonFactory json =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .rootValueSeparator("")
          .build();
  private final OutputStream out;
  private final InstantSource clock;
  private final BoundedWriter<Line> writer;

  /**
   * A log that has begun.
   *
   * @param out where the lines go; it stays the caller's to close
   * @param clock tells the time of day
   * @param capacity how many lines may wait to be written
   */
  public JsonAccessLog(OutputStream out, InstantSource clock, int capacity) {
    this.out = out;
    this.clock = clock;
    writer = new BoundedWriter<>("gyre-access-log", new Lines(), capacity);
  }

  private record Line(
      Instant time,
      String model,
      String version,
      String id,
      String outcome,
      String message,
      String worker,
      int attempts,
      long nanos) {}

  /** Where lines go; the stream behind it stays open. */
  private final class Lines implements BoundedWriter.Sink<Line> {
    @Override
    public void write(List<Line> lines, long lost) throws IOException {
      append(lines, lost);
    }

    @Override
    public void close() {}
  }

  @Override
  public void ended(
      RequestHeader header, @Nullable Replica replica, Outcome outcome, int attempts, long nanos) {
    Line line =
        new Line(
            clock.instant(),
            cut(header.model()),
            version(header, replica),
            cut(header.id()),
            switch (outcome) {
              case InferenceResponse _ -> "ok";
              case Refusal refusal -> refusal.reason().name().toLowerCase(Locale.ROOT);
            },
            outcome instanceof Refusal refusal ? cut(refusal.message()) : "",
            replica == null ? "" : replica.worker(),
            attempts,
            nanos);
    writer.offer(line);
  }

  private static String version(RequestHeader header, @Nullable Replica replica) {
    if (replica != null) {
      return Long.toString(replica.unit().version());
    }
    return header.version().text();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  private void append(List<Line> lines, long lost) throws IOException {
    try (JsonGenerator line =
        json.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      for (Line one : lines) {
        append(line, one);
      }
      if (lost > 0) {
        line.writeStartObject();
        line.writeStringProperty("time", clock.instant().toString());
        line.writeNumberProperty("dropped", lost);
        line.writeEndObject();
        line.writeRaw('\n');
      }
    }
    out.flush();
  }

  private static void append(JsonGenerator json, Line line) {
    json.writeStartObject();
    json.writeStringProperty("time", line.time().toString());
    json.writeStringProperty("model", line.model());
    json.writeStringProperty("version", line.version());
    json.writeStringProperty("id", line.id());
    json.writeStringProperty("outcome", line.outcome());
    if (!line.message().isEmpty()) {
      json.writeStringProperty("message", line.message());
    }
    json.writeStringProperty("worker", line.worker());
    json.writeNumberProperty("attempts", line.attempts());
    json.writeNumberProperty("milliseconds", line.nanos() / 1000 / 1000.0);
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** Writes what waits, and ends. */
  @Override
  public void close() {
    writer.close();
  }
}
