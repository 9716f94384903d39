package io.gyre.cluster.transport;

import io.gyre.inference.unit.UnitId;
import io.gyre.proto.worker.Unit;

/** A unit's identity as messages between routers and workers have it. */
public final class UnitMessage {
  private UnitMessage() {}

  /** The message that says {@code unit}. */
  public static Unit of(UnitId unit) {
    return Unit.newBuilder()
        .setModel(unit.model())
        .setVersion(unit.version())
        .setRevision(unit.revision())
        .setPartition(unit.partition())
        .build();
  }

  /** The unit that {@code message} says. */
  public static UnitId read(Unit message) {
    return new UnitId(
        message.getModel(), message.getVersion(), message.getRevision(), message.getPartition());
  }
}
