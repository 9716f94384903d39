package io.gyre.loadtest.run;

import io.gyre.loadtest.mix.Choice;
import java.util.SplittableRandom;

/** The requests of one generator, drawn one after the other without an allocation. */
final class RequestSource {
  private final Request[][] kinds;
  private final int[] next;
  private final Choice choice;
  private final Choice keys;
  private final SplittableRandom random;
  private int key;

  /**
   * @param index of the generator, whose draws differ from those of others
   */
  RequestSource(Traffic traffic, int index) {
    this.kinds =
        traffic.kinds().stream()
            .map(kind -> kind.requests().toArray(Request[]::new))
            .toArray(Request[][]::new);
    this.next = new int[kinds.length];
    this.choice = traffic.choice();
    this.keys = traffic.keys();
    // Seeds that are neighbours give sequences that are not.
    this.random = new SplittableRandom(traffic.seed() + index);
  }

  /** The next request. */
  Request next() {
    int kind = kinds.length == 1 ? 0 : choice.draw(random);
    Request[] requests = kinds[kind];
    int turn = next[kind];
    next[kind] = turn + 1 < requests.length ? turn + 1 : 0;
    Request request = requests[turn];
    key = request.heads().size() == 1 ? 0 : keys.draw(random);
    return request;
  }

  /** The head of {@code request}, the last that {@link #next} gave, with an affinity key. */
  byte[] head(Request request) {
    return request.heads().get(key);
  }
}
