package io.gyre.loader.guided;

import io.gyre.loader.desired.DesiredRegistry;
import io.gyre.loader.desired.Edit;
import io.gyre.proto.registry.DesiredState;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers in the record that are about to end. The others place as if these were gone already,
 * and so take their models over while they still serve.
 */
public final class LeavingRecord {
  private static final Logger LOG = LoggerFactory.getLogger(LeavingRecord.class);

  /** Ids of workers that never come back add up, where each has a new one. */
  private static final int MOST = 1_000;

  private final DesiredRegistry registry;
  private final InstantSource clock;

  public LeavingRecord(DesiredRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Notes that a worker is about to end. */
  public void add(String worker) {
    try {
      registry.update(now -> new Edit.Next(with(now, worker)));
    } catch (IOException e) {
      LOG.warn(
          "the other workers can't be told that this one ends, as the registry can't be written ({}):"
              + " models that no other worker has are not served until it is listed no more",
          e.toString());
    }
  }

  private DesiredState with(DesiredState now, String worker) {
    DesiredState.Builder next = now.toBuilder().setNumber(now.getNumber() + 1);
    now.getLeavingMap().entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .skip(MOST - 1)
        .forEach(oldest -> next.removeLeaving(oldest.getKey()));
    return next.putLeaving(worker, clock.instant().toString()).build();
  }

  /** Notes that a worker is here to stay. */
  public void remove(String worker) {
    if (!registry.read().containsLeaving(worker)) {
      return;
    }
    try {
      registry.update(now ->
          new Edit.Next(
              now.toBuilder().setNumber(now.getNumber() + 1).removeLeaving(worker).build()));
    } catch (IOException e) {
      LOG.warn(
          "the other workers take it that this one is about to end, and can't be told that it isn't,"
              + " as the registry can't be written: {}",
          e.toString());
    }
  }
}
