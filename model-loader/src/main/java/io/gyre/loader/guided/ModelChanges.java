package io.gyre.loader.guided;

import com.google.protobuf.ByteString;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.loader.desired.AliasFiles;
import io.gyre.loader.desired.DesiredRegistry;
import io.gyre.loader.desired.Edit;
import io.gyre.loader.desired.GivenFiles;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import io.gyre.proto.registry.DesiredState;
import io.gyre.proto.registry.Given;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the changes that people ask for. */
final class ModelChanges {
  private static final Logger LOG = LoggerFactory.getLogger(ModelChanges.class);

  private final DesiredRegistry registry;
  private final AliasFiles aliases;
  private final ChangeRules rules;
  private final InstantSource clock;

  ModelChanges(
      DesiredRegistry registry, AliasFiles aliases, ChangeRules rules, InstantSource clock) {
    this.registry = registry;
    this.aliases = aliases;
    this.rules = rules;
    this.clock = clock;
  }

  /** Makes a change to a model of a repository that holds {@code found}. */
  ChangeAnswer make(ChangeRequest request, Catalogue found) {
    Refusal refusal =
        rules.refusal(request, found, registry.read().containsModels(request.getModel()));
    if (refusal != null) {
      return refused(refusal);
    }
    try {
      WishEdits edits = new WishEdits(request, clock.instant());
      Edit edit = registry.update(now -> edit(edits, now, request, found));
      return switch (edit) {
        case Edit.Refused(Refusal why) -> refused(why);
        case Edit.Next(DesiredState next) -> done(next, request);
      };
    } catch (IOException e) {
      LOG.warn("model {}: what was asked for can't be kept", request.getModel(), e);
      return refused(
          Refusal.of(
              Reason.UNSUPPORTED,
              "what is asked for of models is kept in their registry, so that every worker follows"
                  + " it, and there it can't be written: "
                  + e.getMessage()));
    }
  }

  private Edit edit(WishEdits edits, DesiredState now, ChangeRequest request, Catalogue found)
      throws IOException {
    return switch (request.getChangeCase()) {
      case LOAD ->
          rules.loadsAreAsked() ? edits.load(now, given(request, now)) : edits.loadAgain(now);
      case UNLOAD -> edits.unload(now, found);
      case PIN -> edits.pin(now, request.getPin().getVersion());
      case ROLLBACK -> rollback(edits, now, request, found);
      case LIFT -> edits.lift(now);
      case ALIAS -> alias(edits, now, request, found);
      case CHANGE_NOT_SET -> throw new IllegalStateException("a request without a change");
    };
  }

  /**
   * What is given in place of the folder's: a load without a configuration keeps what there was.
   */
  private Optional<Given> given(ChangeRequest request, DesiredState now) throws IOException {
    ChangeRequest.Load load = request.getLoad();
    if (!load.hasConfig()) {
      return Optional.empty();
    }
    Map<String, ByteString> files = load.getFilesMap();
    Given.Builder built = Given.newBuilder().setConfig(load.getConfig());
    GivenFiles kept = registry.files();
    Set<String> needed = WishEdits.files(now);
    if (!files.isEmpty()) {
      String digest = kept.keep(request.getModel(), files);
      built.setFiles(digest);
      needed.add(digest);
    }
    kept.retain(needed);
    return Optional.of(built.build());
  }

  private static Edit rollback(
      WishEdits edits, DesiredState now, ChangeRequest request, Catalogue found) {
    long below = request.getRollback().getBelow();
    Optional<VersionEntry> target =
        found.model(request.getModel()).stream()
            .flatMap(model -> model.versions().reversed().stream())
            .filter(version -> version.version() < below)
            .filter(version -> !WishEdits.isCondemned(now, version.unit()))
            .findFirst();
    return target
        .map(version -> edits.pin(now, version.version()))
        .orElseGet(() ->
            new Edit.Refused(
                Refusal.of(
                    Reason.NOT_FOUND,
                    "model '"
                        + request.getModel()
                        + "' has no good version below "
                        + below
                        + " in the repository to roll back to")));
  }

  /** Writes the file beside the model; where that can't be, the record has the alias. */
  private Edit alias(WishEdits edits, DesiredState now, ChangeRequest request, Catalogue found)
      throws IOException {
    ChangeRequest.Alias alias = request.getAlias();
    ModelEntry model = found.model(request.getModel()).orElseThrow();
    if (registry.notKept().isPresent()) {
      return edits.alias(now, alias.getName(), alias.getVersion());
    }
    aliases.set(model.directory(), alias.getName(), alias.getVersion());
    return edits.touch(now);
  }

  private ChangeAnswer done(DesiredState next, ChangeRequest request) {
    ChangeAnswer.Builder answer =
        ChangeAnswer.newBuilder()
            .setNumber(next.getNumber())
            .setNote(registry.notKept().orElse(""));
    long pin = next.getModelsOrThrow(request.getModel()).getPin();
    answer.setVersion(
        switch (request.getChangeCase()) {
          case PIN, ROLLBACK -> pin;
          case ALIAS -> request.getAlias().getVersion();
          default -> 0;
        });
    LOG.info(
        "model {}: {} asked for by {}, kept as change {} of the record",
        request.getModel(),
        WishEdits.describe(request, answer.getVersion()),
        request.getAsker(),
        next.getNumber());
    return answer.build();
  }

  private static ChangeAnswer refused(Refusal refusal) {
    return ChangeAnswer.newBuilder()
        .setRefused(
            ChangeAnswer.Refused.newBuilder()
                .setReason(refusal.reason().name())
                .setMessage(refusal.message()))
        .build();
  }
}
