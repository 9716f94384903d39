package io.gyre.bench.walk;

import io.gyre.bench.walk.Walk.Violation;
import java.util.Optional;
import java.util.function.Consumer;

/** Many walks, one after the other, until one goes wrong. */
public final class Walks {
  private static final int PROGRESS = 1_000;

  private Walks() {}

  /**
   * Takes walks.
   *
   * @param first seed of the first, which count up from there
   * @param progress takes a line now and then
   * @return what went wrong in the first that did, with the shortest trace to it that was found
   */
  public static Optional<String> take(long first, int count, Consumer<String> progress) {
    for (int i = 0; i < count; i++) {
      Walk walk = new Walk(first + i);
      Optional<Violation> violation = walk.run(walk.steps());
      if (violation.isPresent()) {
        progress.accept("walk " + walk.seed() + " went wrong, its trace is being shortened");
        return Optional.of(text(walk, new Shortening(walk).of(violation.get())));
      }
      if ((i + 1) % PROGRESS == 0) {
        progress.accept("%,d of %,d walks".formatted(i + 1, count));
      }
    }
    return Optional.empty();
  }

  private static String text(Walk walk, Violation violation) {
    StringBuilder text = new StringBuilder("walk ").append(walk.seed()).append(":\n");
    violation.trace().forEach(line -> text.append("  ").append(line).append('\n'));
    text.append("then:\n");
    violation.problems().forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }
}
