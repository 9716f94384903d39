package io.gyre.loader.guided;

import io.gyre.inference.response.Refusal;
import io.gyre.loader.desired.DesiredRegistry;
import io.gyre.loader.desired.Edit;
import io.gyre.loader.desired.ReplicaCount;
import io.gyre.proto.registry.DesiredState;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replica counts in the record that demand brought models to: every worker places by them. */
final class ReplicaRecord {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaRecord.class);

  private static final Edit CHANGED =
      new Edit.Refused(
          Refusal.of(Refusal.Reason.NOT_READY, "another worker changed the replicas meanwhile"));

  private final DesiredRegistry registry;
  private boolean warned;

  ReplicaRecord(DesiredRegistry registry) {
    this.registry = registry;
  }

  /** What the record has of a model. */
  static ReplicaCount of(DesiredState state, String model) {
    return new ReplicaCount(
        state.getReplicasOrDefault(model, 0), state.getOfferedReplicasOrDefault(model, 0));
  }

  /**
   * Changes how many replicas a model is to have, unless that is no longer what was seen: what two
   * workers work out from the same count must not add up.
   *
   * @return whether it is changed
   */
  boolean change(String model, ReplicaCount seen, ReplicaCount next) {
    if (!of(registry.read(), model).equals(seen)) {
      return false;
    }
    try {
      Edit made =
          registry.update(
              now -> of(now, model).equals(seen) ? new Edit.Next(with(now, model, next)) : CHANGED);
      warned = false;
      return made instanceof Edit.Next;
    } catch (IOException e) {
      warn(model, next, e);
      return false;
    }
  }

  private void warn(String model, ReplicaCount wanted, IOException problem) {
    if (!warned) {
      LOG.warn(
          "model {}: demand asks for {} replicas, but the registry, from which every worker has to"
              + " know, can't be written: {}; make it writable, or set the replicas it has without demand",
          model,
          wanted.count(),
          problem.toString());
      warned = true;
    }
  }

  private static DesiredState with(DesiredState now, String model, ReplicaCount count) {
    DesiredState.Builder next = now.toBuilder().setNumber(now.getNumber() + 1);
    next.removeReplicas(model).removeOfferedReplicas(model);
    if (count.count() != 0) {
      next.putReplicas(model, count.count());
    }
    if (count.isOffered()) {
      next.putOfferedReplicas(model, count.offered());
    }
    return next.build();
  }
}
