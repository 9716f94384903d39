package io.gyre.loader.guided;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.desired.Edit;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.proto.registry.DesiredState;
import io.gyre.proto.registry.Given;
import io.gyre.proto.registry.Loading;
import io.gyre.proto.registry.ModelWish;
import io.gyre.proto.worker.ChangeRequest;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a request makes of the record: pure functions of the record before.
 *
 * @param request who asks, and for which model
 * @param at when
 */
record WishEdits(ChangeRequest request, Instant at) {
  /** The model is loaded, or loaded again; what was given before stays unless there is new. */
  Edit load(DesiredState now, Optional<Given> given) {
    return edit(
        now,
        request.getModel(),
        wish -> {
          loadedAgain(wish).setLoading(Loading.LOADED);
          given.ifPresent(wish::setGiven);
          return wish;
        });
  }

  /** The model, which is loaded in any case, is loaded again. */
  Edit loadAgain(DesiredState now) {
    return edit(now, request.getModel(), this::loadedAgain);
  }

  private ModelWish.Builder loadedAgain(ModelWish.Builder wish) {
    int forced = request.getLoad().getForce() ? 1 : 0;
    return wish.setAttempt(wish.getAttempt() + 1).setReloads(wish.getReloads() + forced);
  }

  /** The model is unloaded, and with it, where that is asked for, those of an ensemble's steps. */
  Edit unload(DesiredState now, Catalogue found) {
    Set<String> models = new LinkedHashSet<>(Set.of(request.getModel()));
    if (request.getUnload().getDependents()) {
      addSteps(request.getModel(), found, models);
    }
    DesiredState next = now;
    for (String model : models) {
      next = next(next, now.getNumber() + 1, model, WishEdits::unloaded);
    }
    return new Edit.Next(next);
  }

  private static ModelWish.Builder unloaded(ModelWish.Builder wish) {
    return wish.setLoading(Loading.UNLOADED).clearGiven().setAttempt(wish.getAttempt() + 1);
  }

  private static void addSteps(String model, Catalogue found, Set<String> models) {
    found
        .model(model)
        .map(ModelEntry::configuration)
        .ifPresent(configuration ->
            configuration.written().getEnsembleScheduling().getStepList().stream()
                .map(step -> step.getModelName())
                .filter(models::add)
                .toList()
                .forEach(step -> addSteps(step, found, models)));
  }

  Edit pin(DesiredState now, long version) {
    return edit(now, request.getModel(), wish -> wish.setPin(version));
  }

  /** Lifts the pin and the verdicts: what failed is tried again. */
  Edit lift(DesiredState now) {
    Edit.Next lifted =
        edit(now, request.getModel(), wish -> wish.clearPin().setAttempt(wish.getAttempt() + 1));
    DesiredState.Builder next = lifted.state().toBuilder().clearVerdicts();
    now.getVerdictsList().stream()
        .filter(verdict -> !verdict.getModel().equals(request.getModel()))
        .forEach(next::addVerdicts);
    return new Edit.Next(next.build());
  }

  /** Keeps an alias in the record. */
  Edit alias(DesiredState now, String alias, long version) {
    return edit(now, request.getModel(), wish -> wish.putAliases(alias, version));
  }

  /** Says that something beside the record has changed. */
  Edit touch(DesiredState now) {
    return edit(now, request.getModel(), wish -> wish);
  }

  private Edit.Next edit(DesiredState now, String model, UnaryOperator<ModelWish.Builder> change) {
    return new Edit.Next(next(now, now.getNumber() + 1, model, change));
  }

  private DesiredState next(
      DesiredState now, long number, String model, UnaryOperator<ModelWish.Builder> change) {
    ModelWish.Builder wish =
        now.getModelsOrDefault(model, ModelWish.getDefaultInstance()).toBuilder();
    ModelWish changed =
        change
            .apply(wish)
            .setNumber(number)
            .setAskedBy(request.getAsker())
            .setAskedAt(at.toString())
            .build();
    return now.toBuilder().setNumber(number).putModels(model, changed).build();
  }

  /** Sets of given files that the record asks for. */
  static Set<String> files(DesiredState state) {
    Set<String> files = new HashSet<>();
    state.getModelsMap().values().forEach(wish -> files.add(wish.getGiven().getFiles()));
    return files;
  }

  /** Whether a verdict on the unit holds in the model's present attempt. */
  static boolean isCondemned(DesiredState state, UnitId unit) {
    return VerdictRecord.of(state, unit.model()).stream()
        .anyMatch(one -> one.version() == unit.version() && one.revision().equals(unit.revision()));
  }

  /** The change in a few words. */
  static String describe(ChangeRequest request, long version) {
    return switch (request.getChangeCase()) {
      case LOAD -> "load";
      case UNLOAD -> "unload";
      case PIN -> "pin to version " + version;
      case ROLLBACK -> "roll-back to version " + version;
      case LIFT -> "release";
      case ALIAS ->
          version == 0
              ? "end of alias " + request.getAlias().getName()
              : "alias " + request.getAlias().getName() + " for version " + version;
      case CHANGE_NOT_SET -> "nothing";
    };
  }
}
