package io.gyre.router.table;

import io.gyre.proto.inference.ModelConfig;
import java.util.List;

/**
 * One version with the replicas that requests pinned to it may use. The replicas never change:
 * where they do, the next routing table has another object, and this one is sealed. So a replica is
 * out of use once every object that has it is sealed and drained, however busy the version itself
 * is.
 */
public final class ServedVersion {
  private final VersionId id;
  private final ModelConfig config;
  private final List<List<Replica>> partitions;
  private final Tally tally;
  private final Pins pins = new Pins();

  ServedVersion(VersionId id, ModelConfig config, List<List<Replica>> partitions, Tally tally) {
    this.id = id;
    this.config = config;
    this.partitions = List.copyOf(partitions);
    this.tally = tally;
  }

  public VersionId id() {
    return id;
  }

  /** The configuration as resolved against the model. */
  public ModelConfig config() {
    return config;
  }

  /** The replicas of each partition, none of them empty. */
  public List<List<Replica>> partitions() {
    return partitions;
  }

  /** How requests on this version ended, since it was first served. */
  public Tally tally() {
    return tally;
  }

  /** The requests that may still use these replicas. */
  public Pins pins() {
    return pins;
  }

  /** Whether a pinned request may use the replica that {@code holding} speaks of. */
  public boolean uses(Holding holding) {
    return partitions.stream().flatMap(List::stream).anyMatch(replica -> replica.is(holding));
  }
}
