package io.gyre.loader.guided;

import io.gyre.loader.desired.DesiredRegistry;
import io.gyre.loader.desired.Edit;
import io.gyre.proto.registry.DesiredState;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replica counts in the record that demand brought models to: every worker places by them. */
final class ReplicaRecord {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaRecord.class);

  private final DesiredRegistry registry;
  private boolean warned;

  ReplicaRecord(DesiredRegistry registry) {
    this.registry = registry;
  }

  /**
   * Keeps how many replicas a model is to have from now on.
   *
   * @param count 0 for as many as it has without demand
   */
  void keep(String model, int count) {
    if (registry.read().getReplicasOrDefault(model, 0) == count) {
      return;
    }
    try {
      registry.update(now -> new Edit.Next(with(now, model, count)));
      warned = false;
    } catch (IOException e) {
      if (!warned) {
        LOG.warn(
            "model {}: demand asks for {} replicas, but the registry, from which every worker has to"
                + " know, can't be written: {}; make it writable, or set the replicas it has without demand",
            model,
            count,
            e.toString());
        warned = true;
      }
    }
  }

  private static DesiredState with(DesiredState now, String model, int count) {
    DesiredState.Builder next = now.toBuilder().setNumber(now.getNumber() + 1);
    return count == 0 ? next.removeReplicas(model).build() : next.putReplicas(model, count).build();
  }
}
