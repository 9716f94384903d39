package io.gyre.router.table;

import io.gyre.proto.inference.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds replicas of one unit that have another signature than the others, though their revision is
 * the same: a fault of their worker, to which requests must not go.
 */
public final class Disagreement {
  private Disagreement() {}

  /**
   * The replicas that requests may go to, of those of one partition that serve.
   *
   * @param before the signature that was served until now; null for that of the first replica
   */
  static List<Holding> agreeing(List<Holding> serving, @Nullable ModelConfig before) {
    ModelConfig known = reference(serving, before);
    return serving.stream().filter(holding -> agrees(known, config(holding))).toList();
  }

  /** What there is to say of a model's replicas, in a sentence; empty where they agree. */
  public static Optional<String> describe(List<Holding> ofModel) {
    List<String> found = new ArrayList<>();
    for (Holding holding : ofModel) {
      ofModel.stream()
          .filter(other -> other.serves() && other.unit().equals(holding.unit()))
          .findFirst()
          .filter(_ -> holding.serves())
          .filter(first -> !agrees(config(first), config(holding)))
          .ifPresent(first ->
              found.add(
                  "workers %s and %s have %s with different signatures (%s), of which one is served: run one release of Gyre on both, and see to their files"
                      .formatted(
                          first.worker(),
                          holding.worker(),
                          holding.unit(),
                          difference(config(first), config(holding)))));
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", found));
  }

  private static ModelConfig reference(List<Holding> serving, @Nullable ModelConfig before) {
    boolean isKnown =
        before != null && serving.stream().anyMatch(holding -> agrees(before, config(holding)));
    return before != null && isKnown
        ? before
        : serving.stream()
            .findFirst()
            .map(Disagreement::config)
            .orElse(ModelConfig.getDefaultInstance());
  }

  private static boolean agrees(ModelConfig one, ModelConfig other) {
    return one == other
        || (one.getMaxBatchSize() == other.getMaxBatchSize()
            && one.getInputList().equals(other.getInputList())
            && one.getOutputList().equals(other.getOutputList()));
  }

  private static String difference(ModelConfig one, ModelConfig other) {
    return Stream.concat(
            SignatureChanges.between(one, other).stream(),
            SignatureChanges.between(other, one).stream())
        .findFirst()
        .orElse("in what clients need not know");
  }

  private static ModelConfig config(Holding holding) {
    return holding.announcement().getConfig();
  }
}
