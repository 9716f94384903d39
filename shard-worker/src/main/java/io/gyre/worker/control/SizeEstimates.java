package io.gyre.worker.control;

import io.gyre.inference.unit.UnitId;
import io.gyre.worker.replica.UnitMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What units are expected to hold once they are loaded: the size of their files times a factor,
 * corrected by what the model's last load really took. Confined to the control loop.
 */
final class SizeEstimates {
  /**
   * Of a model that was never loaded here. Weights are as large as in the file; some operators keep
   * a second copy of theirs in an order of their own.
   */
  static final double FACTOR = 1.25;

  private final Map<String, Learnt> byModel = new HashMap<>();

  /**
   * What a load took.
   *
   * @param weightsPerByte bytes of weights for each byte of the files
   * @param beside bytes beside the weights
   */
  private record Learnt(UnitId unit, long taken, double weightsPerByte, long beside) {}

  /** Bytes that a unit is expected to hold. */
  long of(UnitId unit, long fileBytes) {
    Learnt learnt = byModel.get(unit.model());
    if (learnt == null || fileBytes == 0) {
      return (long) (fileBytes * FACTOR);
    }
    return learnt.unit().equals(unit)
        ? learnt.taken()
        : (long) (fileBytes * learnt.weightsPerByte()) + learnt.beside();
  }

  /** Notes what a unit holds now that it is loaded. */
  void learn(UnitId unit, long fileBytes, UnitMemory memory) {
    double weightsPerByte = fileBytes == 0 ? FACTOR : (double) memory.weights() / fileBytes;
    byModel.put(
        unit.model(),
        new Learnt(unit, memory.lasting(), weightsPerByte, memory.lasting() - memory.weights()));
  }

  /** Forgets the models that are no longer in the registry. */
  void keep(Set<String> models) {
    byModel.keySet().retainAll(models);
  }
}
