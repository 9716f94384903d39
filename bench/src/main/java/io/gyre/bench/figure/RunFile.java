package io.gyre.bench.figure;

import io.gyre.bench.figure.Asked.Direction;
import io.gyre.bench.figure.Asked.Of;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The figures of one run as a file for programs: the conditions, and a list of {id, value, unit,
 * limit, ratio, runs, spread, asked, met, note}.
 *
 * @param conditions what they were measured on
 * @param figures in the order measured
 */
public record RunFile(Conditions conditions, List<Figure> figures) {
  public RunFile {
    figures = List.copyOf(figures);
  }

  /** Writes {@code file}, replacing what is there. */
  public void write(Path file) {
    JsonMapper json = JsonMapper.shared();
    ObjectNode run = json.createObjectNode();
    run.put("date", conditions.date());
    run.put("machine", conditions.machine());
    run.put("versions", conditions.versions());
    run.put("effort", conditions.effort());
    var list = run.putArray("figures");
    figures.forEach(figure -> write(list.addObject(), figure));
    json.writerWithDefaultPrettyPrinter().writeValue(file, run);
  }

  /** Reads what {@link #write} wrote. */
  public static RunFile read(Path file) {
    JsonNode run = JsonMapper.shared().readTree(file);
    Conditions conditions =
        new Conditions(
            run.path("date").asString(),
            run.path("machine").asString(),
            run.path("versions").asString(),
            run.path("effort").asString());
    return new RunFile(conditions, run.path("figures").valueStream().map(RunFile::figure).toList());
  }

  private static void write(ObjectNode out, Figure figure) {
    out.put("id", figure.id());
    number(out, "value", figure.value());
    out.put("unit", figure.unit());
    number(out, "limit", figure.limit());
    number(out, "ratio", figure.ratio());
    out.put("runs", figure.runs());
    number(out, "spread", figure.spread());
    Asked asked = figure.asked();
    if (asked.isBound()) {
      ObjectNode bound = out.putObject("asked");
      bound.put("of", asked.of().name().toLowerCase(Locale.ROOT));
      bound.put("direction", asked.direction().name().toLowerCase(Locale.ROOT));
      bound.put("bound", asked.bound());
      out.put("met", figure.isMet());
    }
    out.put("note", figure.note());
  }

  private static Figure figure(JsonNode in) {
    return new Figure(
        in.path("id").asString(),
        number(in, "value"),
        in.path("unit").asString(),
        number(in, "limit"),
        number(in, "ratio"),
        in.path("runs").asInt(),
        number(in, "spread"),
        asked(in.path("asked")),
        in.path("note").asString());
  }

  private static Asked asked(JsonNode in) {
    if (in.isMissingNode()) {
      return Asked.NOTHING;
    }
    return new Asked(
        Of.valueOf(in.path("of").asString().toUpperCase(Locale.ROOT)),
        Direction.valueOf(in.path("direction").asString().toUpperCase(Locale.ROOT)),
        in.path("bound").asDouble());
  }

  private static void number(ObjectNode out, String name, double value) {
    if (Double.isFinite(value)) {
      out.put(name, Math.round(value * 1e4) / 1e4);
    } else {
      out.putNull(name);
    }
  }

  private static double number(JsonNode in, String name) {
    return in.path(name).isNumber() ? in.path(name).asDouble() : Double.NaN;
  }
}
