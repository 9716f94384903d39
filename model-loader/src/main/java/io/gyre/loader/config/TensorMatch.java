package io.gyre.loader.config;

import io.gyre.inference.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A tensor of the model and what the configuration says of it.
 *
 * @param kind {@code input} or {@code output}
 * @param model the model's own declaration
 * @param declared whether that says anything of the shape
 * @param written the file's entry; empty where there is none
 */
record TensorMatch(
    String kind, TensorSpec model, boolean declared, Optional<WrittenTensor> written) {
  /**
   * Pairs entries with tensors by name: all of the model's where the file has no entry, else the
   * file's in its order.
   */
  static List<TensorMatch> pair(
      String kind,
      List<WrittenTensor> written,
      List<TensorSpec> model,
      Set<String> undeclared,
      List<Mistake> mistakes) {
    if (written.isEmpty()) {
      return model.stream()
          .map(spec ->
              new TensorMatch(kind, spec, !undeclared.contains(spec.name()), Optional.empty()))
          .toList();
    }
    Map<String, TensorSpec> byName =
        model.stream().collect(Collectors.toMap(TensorSpec::name, Function.identity()));
    List<TensorMatch> pairs = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (WrittenTensor tensor : written) {
      TensorSpec spec = byName.get(tensor.name());
      if (spec == null) {
        mistakes.add(
            tensor
                .place()
                .at("name")
                .mistake(
                    "the name of an " + kind + " of the model (" + names(model) + ")",
                    "\"" + tensor.name() + "\""));
      } else if (!seen.add(tensor.name())) {
        mistakes.add(
            tensor
                .place()
                .at("name")
                .mistake("each " + kind + " once", "\"" + tensor.name() + "\" again"));
      } else {
        tensor.datatypeMistake(spec.datatype()).ifPresent(mistakes::add);
        boolean declared = !undeclared.contains(spec.name());
        pairs.add(new TensorMatch(kind, spec, declared, Optional.of(tensor)));
      }
    }
    return pairs;
  }

  private static String names(List<TensorSpec> specs) {
    return specs.stream().map(s -> "\"" + s.name() + "\"").collect(Collectors.joining(", "));
  }

  /**
   * Whether the model's dimensions, as the file has them, are all of them; not so where the file
   * leaves them open.
   */
  boolean isFullRank() {
    return hasRank(model.shape().rank());
  }

  private boolean hasRank(int rank) {
    return declared
        && written.flatMap(WrittenTensor::modelDims).filter(d -> d.size() == rank).isPresent();
  }
}
