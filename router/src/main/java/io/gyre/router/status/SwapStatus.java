package io.gyre.router.status;

import io.gyre.router.control.Flip;
import io.gyre.router.control.ModelSwaps;
import io.gyre.router.table.VersionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one model's versions at this router.
 *
 * @param flips how often another version took over
 * @param rollbacks how often one did because the version before was condemned
 * @param from the version before the last flip; 0 before the first
 * @param to the version that took over last; 0 before the first
 * @param rolledBack whether the last flip was a roll-back
 * @param signatureChanges where the last flip broke with the signature before
 * @param windowKeeps the version that the roll-back window keeps; 0 where none is open
 * @param condemned versions that aren't served where there is another
 */
public record SwapStatus(
    String model,
    long flips,
    long rollbacks,
    long from,
    long to,
    boolean rolledBack,
    List<String> signatureChanges,
    long windowKeeps,
    List<CondemnedStatus> condemned) {
  static SwapStatus of(String model, ModelSwaps swaps) {
    Optional<Flip> last = swaps.last();
    return new SwapStatus(
        model,
        swaps.flips(),
        swaps.rollbacks(),
        last.map(Flip::from).map(VersionId::version).orElse(0L),
        last.map(Flip::to).map(VersionId::version).orElse(0L),
        last.map(Flip::rollback).orElse(false),
        last.map(Flip::signatureChanges).orElse(List.of()),
        swaps.kept().map(VersionId::version).orElse(0L),
        swaps.condemned().entrySet().stream()
            .sorted(Map.Entry.comparingByKey(VersionId.BY_NUMBER))
            .map(CondemnedStatus::of)
            .toList());
  }

  /** A condemned version, and why it is. */
  public record CondemnedStatus(long version, String revision, String reason) {
    static CondemnedStatus of(Map.Entry<VersionId, String> verdict) {
      return new CondemnedStatus(
          verdict.getKey().version(), verdict.getKey().revision(), verdict.getValue());
    }
  }
}
