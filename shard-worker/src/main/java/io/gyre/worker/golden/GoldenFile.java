package io.gyre.worker.golden;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.ModelLoadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads golden requests: one object, or a list of them. Beside JSON it knows NaN and Infinity, as
 * Python writes them.
 */
final class GoldenFile {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build())
          .build();

  private static final Set<String> MEMBERS =
      Set.of("request", "outputs", "tolerance", "description");

  private final String name;

  private GoldenFile(String name) {
    this.name = name;
  }

  /**
   * The requests of a file.
   *
   * @param name the file's name, for messages
   * @throws ModelLoadException where it is none
   */
  static List<Golden> read(String name, byte[] text) throws ModelLoadException {
    return new GoldenFile(name).requests(parse(name, text));
  }

  private static JsonNode parse(String name, byte[] text) throws ModelLoadException {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String where = at == null ? "" : " at line " + at.getLineNr();
      throw fault(
          name, "expected JSON, found that it is none" + where + ": " + e.getOriginalMessage());
    }
  }

  private List<Golden> requests(JsonNode root) throws ModelLoadException {
    if (!root.isArray()) {
      return List.of(request(name, root));
    }
    if (root.isEmpty()) {
      throw fault(name, "expected a golden request, found an empty list");
    }
    List<Golden> requests = new ArrayList<>();
    for (int i = 0; i < root.size(); i++) {
      requests.add(request(name + "[" + i + "]", root.get(i)));
    }
    return requests;
  }

  private static Golden request(String place, JsonNode written) throws ModelLoadException {
    if (!written.path("request").isObject()) {
      throw fault(place, "expected an object with the member 'request', found " + brief(written));
    }
    for (String member : written.propertyNames()) {
      if (!MEMBERS.contains(member)) {
        throw fault(
            place, "unknown member '" + member + "'; expected 'request', 'outputs', 'tolerance'");
      }
    }
    List<TensorView> inputs = new ArrayList<>();
    for (JsonNode input : list(place, written.path("request"), "inputs")) {
      inputs.add(input(place, input));
    }
    Tolerance common = tolerance(place, written);
    Tolerance ofFractions = common == null ? Tolerance.OF_FRACTIONS : common;
    List<Expected> outputs = new ArrayList<>();
    if (written.has("outputs")) {
      for (JsonNode output : list(place, written, "outputs")) {
        outputs.add(output(place, output, ofFractions));
      }
    }
    return new Golden(place, inputs, outputs);
  }

  private static TensorView input(String place, JsonNode written) throws ModelLoadException {
    String what = "input '" + name(place, written, "an input") + "'";
    Datatype datatype = datatype(place, written, what);
    Shape shape = shape(place, written, what);
    if (datatype == null || shape == null) {
      throw fault(place, "expected " + what + " to have 'datatype' and 'shape'");
    }
    GoldenValues values = GoldenValues.of(written.path("data"), place, what);
    return new TensorView(
        written.path("name").asString(), datatype, shape, values.toBytes(datatype));
  }

  private static Expected output(String place, JsonNode written, Tolerance ofFractions)
      throws ModelLoadException {
    String name = name(place, written, "an output");
    String what = "output '" + name + "'";
    return new Expected(
        name,
        datatype(place, written, what),
        shape(place, written, what),
        GoldenValues.of(written.path("data"), place, what).list(),
        tolerance(place, written),
        ofFractions);
  }

  private static String name(String place, JsonNode written, String kind)
      throws ModelLoadException {
    JsonNode name = written.path("name");
    if (!name.isString()) {
      throw fault(place, "expected " + kind + " to have a 'name', found " + brief(written));
    }
    return name.asString();
  }

  private static @Nullable Datatype datatype(String place, JsonNode written, String what)
      throws ModelLoadException {
    if (!written.has("datatype")) {
      return null;
    }
    Datatype datatype = Datatype.named(written.path("datatype").asString(""));
    if (datatype == null) {
      throw fault(
          place,
          "expected the datatype of "
              + what
              + " to be one of "
              + Arrays.toString(Datatype.values())
              + ", found "
              + brief(written.path("datatype")));
    }
    return datatype;
  }

  private static @Nullable Shape shape(String place, JsonNode written, String what)
      throws ModelLoadException {
    if (!written.has("shape")) {
      return null;
    }
    List<Long> dims = new ArrayList<>();
    for (JsonNode dim : list(place, written, "shape")) {
      if (!dim.isIntegralNumber() || !dim.canConvertToLong() || dim.longValue() < 0) {
        throw fault(place, "expected the shape of " + what + " to be sizes, found " + brief(dim));
      }
      dims.add(dim.longValue());
    }
    return Shape.of(dims);
  }

  /** What is written of it: a number, or an object of two; null where nothing is. */
  private static @Nullable Tolerance tolerance(String place, JsonNode written)
      throws ModelLoadException {
    JsonNode value = written.path("tolerance");
    if (value.isMissingNode()) {
      return null;
    }
    try {
      if (value.isNumber()) {
        return new Tolerance(value.doubleValue(), 0);
      }
      JsonNode absolute = value.path("absolute");
      JsonNode relative = value.path("relative");
      if (absolute.isNumber() || relative.isNumber()) {
        return new Tolerance(number(absolute), number(relative));
      }
    } catch (IllegalArgumentException _) {
      // Said below, with the rest.
    }
    throw fault(
        place,
        "expected 'tolerance' to be a number from 0, or {\"absolute\": …, \"relative\": …}, found "
            + brief(value));
  }

  private static double number(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : 0;
  }

  private static JsonNode list(String place, JsonNode of, String member) throws ModelLoadException {
    JsonNode list = of.path(member);
    if (!list.isArray()) {
      throw fault(place, "expected '" + member + "' to be a list, found " + brief(list));
    }
    return list;
  }

  private static String brief(JsonNode node) {
    String text = node.isMissingNode() ? "nothing" : node.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  /** The fault of a golden file or of the model that it finds. */
  static ModelLoadException fault(String place, String what) {
    return new ModelLoadException(true, "golden request " + place + ": " + what);
  }
}
