package io.gyre.router.pipeline;

import io.gyre.inference.upstream.Reply;
import io.gyre.router.table.RoutingTable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts each model's requests under way, so that one model can't take the whole router. */
public final class ModelLimits {
  private final int most;
  private final ConcurrentHashMap<String, AtomicInteger> underWay = new ConcurrentHashMap<>();

  /**
   * @param most requests of one model that may be under way at once; {@link Integer#MAX_VALUE} for
   *     no limit
   */
  public ModelLimits(int most) {
    this.most = most;
  }

  /** Whether requests are to be counted at all. */
  boolean isSet() {
    return most < Integer.MAX_VALUE;
  }

  int most() {
    return most;
  }

  /**
   * Counts a request of a model that is served in, and out with its answer.
   *
   * @return where the answer is to go; null where the model has its limit
   */
  @Nullable Reply admit(String model, Reply reply) {
    AtomicInteger count = underWay.computeIfAbsent(model, _ -> new AtomicInteger());
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      return null;
    }
    return outcome -> {
      count.decrementAndGet();
      reply.accept(outcome);
    };
  }

  /** Forgets models that the table no longer has. */
  public void retain(RoutingTable table) {
    for (String model : underWay.keySet()) {
      if (table.model(model) == null) {
        underWay.computeIfPresent(model, (_, count) -> count.get() == 0 ? null : count);
      }
    }
  }
}
