package io.gyre.bench.figure;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes figures for a program: a JSON list of {id, value, unit, limit, ratio, runs, spread, note}.
 */
public final class FigureFile {
  private final JsonFactory json = new JsonFactory();

  /** Writes {@code file}, replacing what is there. */
  public void write(Path file, List<Figure> figures) {
    try (JsonGenerator out =
        json.createGenerator(ObjectWriteContext.empty(), file.toFile(), JsonEncoding.UTF8)) {
      out.writeStartArray();
      for (Figure figure : figures) {
        out.writeRaw(figure == figures.getFirst() ? "\n" : "");
        write(out, figure);
        out.writeRaw("\n");
      }
      out.writeEndArray();
    }
  }

  private static void write(JsonGenerator out, Figure figure) {
    out.writeStartObject();
    out.writeStringProperty("id", figure.id());
    number(out, "value", figure.value());
    out.writeStringProperty("unit", figure.unit());
    number(out, "limit", figure.limit());
    number(out, "ratio", figure.ratio());
    out.writeNumberProperty("runs", figure.runs());
    number(out, "spread", figure.spread());
    out.writeStringProperty("note", figure.note());
    out.writeEndObject();
  }

  private static void number(JsonGenerator out, String name, double value) {
    if (Double.isNaN(value)) {
      out.writeNullProperty(name);
    } else {
      out.writeNumberProperty(name, Math.round(value * 1e4) / 1e4);
    }
  }
}
