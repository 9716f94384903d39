package io.gyre.loader.repository;

import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.desired.ReplicaCount;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import java.util.Map;

/** Where catalogues come from. Every call comes from one thread. */
public interface CatalogueSource {
  /** The catalogue as of now; what hasn't changed since {@code previous} needn't be read again. */
  Catalogue scan(Catalogue previous);

  /**
   * Changes what is asked for of a model; the next catalogue has it. A source that nobody can ask
   * refuses.
   */
  default ChangeAnswer change(ChangeRequest request) {
    return ChangeAnswer.newBuilder()
        .setRefused(
            ChangeAnswer.Refused.newBuilder()
                .setReason("UNSUPPORTED")
                .setMessage("this worker serves what its repository holds, and takes no changes"))
        .build();
  }

  /**
   * Keeps what experience said of a version, for later catalogues. A source that has no place for
   * it doesn't.
   */
  default void condemn(String model, CondemnedVersion version) {}

  /**
   * Keeps how many replicas a model is to have, for later catalogues, unless another worker has
   * changed that meanwhile. A source that has no place for it doesn't.
   *
   * @param seen what {@code next} was worked out from
   * @return whether that is kept now
   */
  default boolean replicas(String model, ReplicaCount seen, ReplicaCount next) {
    return false;
  }

  /**
   * Takes how busy the replicas here were lately. A source that places models has others join them.
   *
   * @param busy by model: the share of its time that its replica here was busy
   */
  default void demand(Map<String, Double> busy) {}
}
