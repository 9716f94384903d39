package io.gyre.loadtest.compare;

import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A comparison as JSON. A change is a ratio less 1, but of errors a difference in percent. */
public final class ComparisonFile {
  private ComparisonFile() {}

  /** The comparison's bytes, in UTF-8. */
  public static byte[] of(Comparison comparison) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("a", comparison.a().file().toString());
    root.put("b", comparison.b().file().toString());
    root.put("model", comparison.a().model());
    root.put("tolerance", comparison.tolerance());
    root.put("regression", comparison.isRegression());
    ArrayNode notes = root.putArray("notes");
    comparison.notes().forEach(notes::add);
    ArrayNode loads = root.putArray("loads");
    comparison.loads().forEach(load -> load(loads.addObject(), load, comparison.tolerance()));
    comparison
        .highest()
        .ifPresent(rates -> highest(root.putObject("highest"), rates, comparison.tolerance()));
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  private static void highest(ObjectNode node, HighestComparison rates, double tolerance) {
    node.put("objective", rates.objective());
    number(node, "a", rates.a());
    number(node, "b", rates.b());
    number(node, "change", rates.change().change());
    node.put("judgement", rates.change().judgement(tolerance).name().toLowerCase(Locale.ROOT));
  }

  private static void load(ObjectNode node, LoadComparison load, double tolerance) {
    node.put("load", load.load());
    node.put("method", load.method().name().toLowerCase(Locale.ROOT));
    ArrayNode figures = node.putArray("figures");
    for (Change change : load.changes()) {
      ObjectNode figure = figures.addObject();
      figure.put("figure", change.figure().label());
      number(figure, "a", change.a());
      number(figure, "b", change.b());
      number(figure, "change", change.change());
      Range range = change.range();
      if (range != null) {
        number(figure, "low", range.low());
        number(figure, "high", range.high());
      }
      figure.put("judgement", change.judgement(tolerance).name().toLowerCase(Locale.ROOT));
    }
    ObjectNode generator = node.putObject("generator_cores");
    generator.put("a", load.coresA()).put("b", load.coresB());
  }

  /** Leaves out what JSON has no number for. */
  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    }
  }
}
