package io.gyre.router.control;

import io.gyre.router.table.VersionId;
import java.util.List;

/**
 * A change of the version that a model's requests go to.
 *
 * @param from the version before
 * @param to the version from then on
 * @param rollback whether it went back because the version before was condemned
 * @param signatureChanges where the signature breaks with that of the version before
 */
public record Flip(VersionId from, VersionId to, boolean rollback, List<String> signatureChanges) {
  public Flip {
    signatureChanges = List.copyOf(signatureChanges);
  }
}
