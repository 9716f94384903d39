package io.gyre.loader.guided;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.config.Mistake;
import io.gyre.loader.desired.GivenFiles;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.proto.worker.ChangeRequest;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which changes may be made.
 *
 * @param mode what decides which models are loaded
 * @param filesMayBeGiven whether a request to load may bring contents of files
 */
record ChangeRules(ControlMode mode, boolean filesMayBeGiven) {
  private static final int LONGEST_CONFIGURATION = 1 << 20;

  /**
   * Why a change can't be made; null where it can.
   *
   * @param found what the repository holds
   * @param known whether something was asked for of the model before: it may have been loaded from
   *     given files alone, or have lost its folder
   */
  @Nullable Refusal refusal(ChangeRequest request, Catalogue found, boolean known) {
    Optional<ModelEntry> model = found.model(request.getModel());
    Optional<Refusal> refusal =
        switch (request.getChangeCase()) {
          case LOAD ->
              (isMereReload(request.getLoad()) ? Optional.<Refusal>empty() : refusedByMode())
                  .or(() -> load(request, model));
          case UNLOAD ->
              refusedByMode()
                  .or(() -> known ? Optional.empty() : unknown(request.getModel(), model));
          case PIN -> version(request.getModel(), model, request.getPin().getVersion());
          case ROLLBACK, LIFT -> unknown(request.getModel(), model);
          case ALIAS -> alias(request, model);
          case CHANGE_NOT_SET -> Optional.of(Refusal.invalid("the request asks for no change"));
        };
    return refusal.orElse(null);
  }

  /** Whether models are loaded because somebody asks, and not because they are there. */
  boolean loadsAreAsked() {
    return mode == ControlMode.EXPLICIT;
  }

  /** Where the repository is followed, what is there may be loaded anew. */
  private boolean isMereReload(ChangeRequest.Load load) {
    return mode == ControlMode.POLL
        && load.getForce()
        && !load.hasConfig()
        && load.getFilesCount() == 0;
  }

  private Optional<Refusal> refusedByMode() {
    return switch (mode) {
      case EXPLICIT -> Optional.empty();
      case POLL ->
          Optional.of(
              Refusal.of(
                  Reason.NOT_READY,
                  "explicit model load / unload is not allowed if polling is enabled: this server"
                      + " follows its repository; start it with --model-control explicit"));
      case NONE ->
          Optional.of(
              Refusal.of(
                  Reason.NOT_READY,
                  "explicit model load / unload is not allowed: this server serves its repository as"
                      + " it was at the start; start it with --model-control explicit"));
    };
  }

  private Optional<Refusal> load(ChangeRequest request, Optional<ModelEntry> model) {
    String name = request.getModel();
    ChangeRequest.Load load = request.getLoad();
    if (load.getFilesCount() == 0 && model.isEmpty()) {
      return Optional.of(
          Refusal.of(
              Reason.NOT_FOUND,
              "failed to load '"
                  + name
                  + "', failed to poll from model repository: it has no folder of that name"));
    }
    Optional<String> mistake =
        files(name, load, model).or(() -> configuration(name, load.getConfig()));
    return mistake.map(what -> Refusal.invalid("failed to load '" + name + "': " + what));
  }

  private Optional<String> files(String name, ChangeRequest.Load load, Optional<ModelEntry> model) {
    if (load.getFilesCount() == 0) {
      return Optional.empty();
    }
    if (!filesMayBeGiven) {
      return Optional.of(
          "this server takes no contents of files: start it with repository.given-files: true");
    }
    if (!load.hasConfig()) {
      return Optional.of("contents of files need a config beside them");
    }
    if (model.isEmpty() && !GivenFiles.isName(name)) {
      return Optional.of(
          "expected a name of letters, digits, '_', '-' and '.', which begins with neither of the"
              + " last two");
    }
    return load.getFilesMap().keySet().stream()
        .filter(path -> !GivenFiles.isPath(path))
        .findFirst()
        .map(path -> "expected file:" + GivenFiles.EXPECTED + ", found file:" + path);
  }

  private static Optional<String> configuration(String name, String json) {
    if (json.isEmpty()) {
      return Optional.empty();
    }
    if (json.length() > LONGEST_CONFIGURATION) {
      return Optional.of("expected a config of at most 1 MiB, found " + json.length() + " bytes");
    }
    try {
      ConfigurationFile given = GivenConfiguration.read(name, json);
      return given.mistakes().isEmpty()
          ? Optional.empty()
          : Optional.of(
              given.mistakes().stream().map(Mistake::toString).collect(Collectors.joining("; ")));
    } catch (InvalidProtocolBufferException e) {
      return Optional.of("config is no model configuration in JSON: " + e.getMessage());
    }
  }

  private static Optional<Refusal> alias(ChangeRequest request, Optional<ModelEntry> model) {
    ChangeRequest.Alias alias = request.getAlias();
    if (!VersionChoice.isAlias(alias.getName())) {
      return Optional.of(
          Refusal.invalid(
              "expected an alias such as champion: a letter, then up to 63 letters, digits, '_',"
                  + " '-' and '.'; found '"
                  + alias.getName()
                  + "'"));
    }
    return alias.getVersion() == 0
        ? unknown(request.getModel(), model)
        : version(request.getModel(), model, alias.getVersion());
  }

  private static Optional<Refusal> version(String name, Optional<ModelEntry> model, long version) {
    return unknown(name, model)
        .or(() ->
            model
                .filter(entry -> entry.version(version).isEmpty())
                .map(entry -> missing(entry, version)));
  }

  private static Refusal missing(ModelEntry model, long version) {
    String has =
        model.versions().stream()
            .map(entry -> Long.toString(entry.version()))
            .collect(Collectors.joining(", "));
    return Refusal.of(
        Reason.NOT_FOUND,
        "version "
            + version
            + " of model '"
            + model.name()
            + "' isn't in the repository, which has "
            + (has.isEmpty() ? "none" : has));
  }

  private static Optional<Refusal> unknown(String name, Optional<ModelEntry> model) {
    return model.isPresent()
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                Reason.NOT_FOUND,
                "Request for unknown model: '"
                    + name
                    + "' is not found; the repository has no folder of that name"));
  }
}
