package io.gyre.worker.replica;

import io.gyre.loader.engine.EngineModel;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ledger of a unit's native memory at one moment, in bytes.
 *
 * @param weights what the model held when it was opened
 * @param arenas what it has taken since for its runs, and keeps from one to the next
 * @param staging buffers that inputs are copied into
 * @param outputs answers under way
 * @param cache responses that are kept to answer equal requests
 * @param state what sequences have kept for their next requests
 */
public record UnitMemory(
    long weights, long arenas, long staging, long outputs, long cache, long state) {
  /** Of a model that nothing was built around yet. */
  public static UnitMemory of(EngineModel model) {
    long weights = model.weightBytes();
    return new UnitMemory(weights, Math.max(model.nativeBytes() - weights, 0), 0, 0, 0, 0);
  }

  /** All of it. */
  public long total() {
    return lasting() + outputs + cache;
  }

  /**
   * What the unit keeps for as long as it is loaded, and so what a budget can count on. Cached
   * responses give way to others, and have a bound of their own.
   */
  public long lasting() {
    return weights + arenas + staging + state;
  }

  /** The bytes by their kind's name. */
  public Map<String, Long> byKind() {
    return new TreeMap<>(
        Map.of(
            "weights", weights, "arenas", arenas, "staging", staging, "outputs", outputs, "cache",
            cache, "state", state));
  }
}
