package io.gyre.router.table;

import io.gyre.inference.unit.UnitId;
import java.util.Comparator;

/**
 * Identity of what requests are pinned to: all partitions of one version, of the same content.
 *
 * @param model name of the model
 * @param version the version's number
 * @param revision digest of the content and configuration
 */
public record VersionId(String model, long version, String revision) {
  /** By number, and of one number by revision. */
  public static final Comparator<VersionId> BY_NUMBER =
      Comparator.comparing(VersionId::version).thenComparing(VersionId::revision);

  /** The version that {@code unit} is a piece of. */
  public static VersionId of(UnitId unit) {
    return new VersionId(unit.model(), unit.version(), unit.revision());
  }
}
