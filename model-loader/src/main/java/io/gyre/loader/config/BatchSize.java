package io.gyre.loader.config;

import io.gyre.inference.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The largest batch, and why it is that: the same words serve every message about shapes.
 *
 * @param max largest batch; 0 for never
 * @param derived whether the file doesn't say
 * @param because the reason, to follow "as"
 */
record BatchSize(int max, boolean derived, String because) {
  /**
   * The batch size that the file writes, or that follows from its dimensions and the model's. A
   * written one that the model can't take is a mistake.
   *
   * @param tensors all inputs, and the outputs served
   */
  static BatchSize of(
      ConfigurationFile file,
      List<TensorMatch> tensors,
      Map<String, String> firstDimensionNames,
      int defaultMax,
      List<Mistake> mistakes) {
    Place root = file.root();
    int written = file.written().getMaxBatchSize();
    if (root.writes("max_batch_size")) {
      if (written > 0) {
        tensors.stream()
            .filter(TensorMatch::declared)
            .flatMap(tensor -> obstacle(tensor).stream())
            .forEach(obstacle ->
                mistakes.add(
                    root.at("max_batch_size").mistake("0 or none, as " + obstacle, written)));
      }
      return new BatchSize(Math.max(written, 0), false, "max_batch_size is " + written);
    }
    Optional<TensorMatch> full = tensors.stream().filter(TensorMatch::isFullRank).findFirst();
    if (full.isPresent()) {
      return never(
          "max_batch_size is absent and the dims of "
              + full.get().kind()
              + " \""
              + full.get().model().name()
              + "\" are the full shape");
    }
    return tensors.stream()
        .flatMap(tensor -> obstacle(tensor).stream())
        .findFirst()
        .or(() -> unlike(tensors, firstDimensionNames))
        .map(BatchSize::never)
        .orElseGet(() -> new BatchSize(defaultMax, true, "every first dimension is variable"));
  }

  private static BatchSize never(String because) {
    return new BatchSize(0, true, because);
  }

  /** Why a tensor has no batch dimension. */
  private static Optional<String> obstacle(TensorMatch tensor) {
    Shape shape = tensor.model().shape();
    String subject = "the model's " + tensor.kind() + " \"" + tensor.model().name() + "\" has ";
    if (!tensor.declared()) {
      return Optional.of(subject + "no declared shape, and so no dimension known as a batch");
    }
    subject += "shape " + shape;
    if (shape.rank() == 0) {
      return Optional.of(subject + ", which has no dimension for a batch");
    }
    return shape.dim(0) == Shape.VARIABLE
        ? Optional.empty()
        : Optional.of(subject + ", whose first dimension is fixed and so no batch");
  }

  private static Optional<String> unlike(List<TensorMatch> tensors, Map<String, String> names) {
    List<String> different =
        tensors.stream()
            .map(tensor -> names.get(tensor.model().name()))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return different.size() < 2
        ? Optional.empty()
        : Optional.of(
            "the model names its first dimensions differently ("
                + different.stream().collect(Collectors.joining(", "))
                + "), so that they are no common batch");
  }

  /** The full shape of dimensions that lack the batch, if there is one. */
  Shape full(Shape dims) {
    return max > 0 ? dims.prepend(Shape.VARIABLE) : dims;
  }

  /** The dimensions that a configuration has for a full shape. */
  Shape dims(Shape full) {
    return max > 0 && full.rank() > 0 ? full.withoutFirst() : full;
  }
}
