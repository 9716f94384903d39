package io.gyre.loader.guided;

import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.desired.DesiredRegistry;
import io.gyre.loader.desired.Edit;
import io.gyre.proto.registry.DesiredState;
import io.gyre.proto.registry.ModelWish;
import io.gyre.proto.registry.Verdict;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verdicts in the record, so that a version that was condemned isn't served again after a
 * restart. A verdict holds for the attempt in which it was given.
 */
final class VerdictRecord {
  private static final Logger LOG = LoggerFactory.getLogger(VerdictRecord.class);
  private static final int MOST_OF_A_MODEL = 32;

  private final DesiredRegistry registry;
  private final InstantSource clock;

  VerdictRecord(DesiredRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** The versions of a model that are condemned in its present attempt. */
  static List<CondemnedVersion> of(DesiredState state, String model) {
    return holding(state, model)
        .map(verdict ->
            new CondemnedVersion(verdict.getVersion(), verdict.getRevision(), verdict.getReason()))
        .toList();
  }

  /** Keeps a verdict; where the record can't be written, it is lost with the last who heard it. */
  void keep(String model, CondemnedVersion version) {
    if (isKept(registry.read(), model, version)) {
      return;
    }
    try {
      registry.update(now -> new Edit.Next(with(now, model, version)));
    } catch (IOException e) {
      LOG.warn(
          "model {}: that version {} is condemned can't be kept in the registry, so a server that is"
              + " started when all others have ended won't know: {}",
          model,
          version.version(),
          e.toString());
    }
  }

  private DesiredState with(DesiredState now, String model, CondemnedVersion version) {
    if (isKept(now, model, version)) {
      return now;
    }
    List<Verdict> others =
        now.getVerdictsList().stream().filter(one -> !one.getModel().equals(model)).toList();
    List<Verdict> before = holding(now, model).toList();
    return now.toBuilder()
        .setNumber(now.getNumber() + 1)
        .clearVerdicts()
        .addAllVerdicts(others)
        .addAllVerdicts(
            before.subList(Math.max(0, before.size() + 1 - MOST_OF_A_MODEL), before.size()))
        .addVerdicts(
            Verdict.newBuilder()
                .setModel(model)
                .setVersion(version.version())
                .setRevision(version.revision())
                .setAttempt(attempt(now, model))
                .setReason(version.reason())
                .setGivenAt(clock.instant().toString()))
        .build();
  }

  private static boolean isKept(DesiredState state, String model, CondemnedVersion version) {
    return of(state, model).stream()
        .anyMatch(
            one -> one.version() == version.version() && one.revision().equals(version.revision()));
  }

  private static Stream<Verdict> holding(DesiredState state, String model) {
    long attempt = attempt(state, model);
    return state.getVerdictsList().stream()
        .filter(verdict -> verdict.getModel().equals(model) && verdict.getAttempt() == attempt);
  }

  private static long attempt(DesiredState state, String model) {
    return state.getModelsOrDefault(model, ModelWish.getDefaultInstance()).getAttempt();
  }
}
