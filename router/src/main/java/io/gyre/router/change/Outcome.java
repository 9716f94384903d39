package io.gyre.router.change;

import static java.util.stream.Collectors.joining;

import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.worker.ChangeAnswer;
import io.gyre.proto.worker.ChangeRequest;
import io.gyre.proto.worker.UnitState;
import io.gyre.router.control.ClusterView;
import io.gyre.router.directory.Answer;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.ServedVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What came of a change: a pure function of views.
 *
 * @param request what was asked for
 * @param kept what the worker said that keeps it
 */
record Outcome(ChangeRequest request, ChangeAnswer kept) {
  /** What came of it as {@code view} tells; empty while that is open. */
  Optional<Answer<ChangeAnswer>> in(ClusterView view) {
    String model = request.getModel();
    List<Holding> held = view.holdings(model).stream().filter(Holding::connected).toList();
    if (!isFollowed(view) || held.stream().anyMatch(Holding::isComing)) {
      return Optional.empty();
    }
    ModelRoutes routes = view.table().model(model);
    return switch (request.getChangeCase()) {
      case LOAD -> Optional.of(loaded(view, held));
      case UNLOAD -> routes == null && held.stream().noneMatch(Outcome::isHeld) ? done() : open();
      case PIN, ROLLBACK ->
          served(
              held,
              kept.getVersion(),
              routes != null && routes.current().id().version() == kept.getVersion());
      case ALIAS ->
          kept.getVersion() == 0 ? done() : served(held, kept.getVersion(), leads(routes));
      case LIFT, CHANGE_NOT_SET -> done();
    };
  }

  /** Of a model that was there for its load alone, nobody speaks once it is unloaded. */
  private boolean isFollowed(ClusterView view) {
    String model = request.getModel();
    return view.follows(model, kept.getNumber())
        || (request.hasUnload() && !view.isRegistered(model));
  }

  /** Whether the alias leads to the version that it was given. */
  private boolean leads(@Nullable ModelRoutes routes) {
    ServedVersion served =
        routes == null
            ? null
            : routes.version(new VersionChoice.Named(request.getAlias().getName()));
    return served != null && served.id().version() == kept.getVersion();
  }

  private Answer<ChangeAnswer> loaded(ClusterView view, List<Holding> held) {
    String model = request.getModel();
    if (held.stream().anyMatch(Outcome::isFailed)) {
      return refused("load failed for model '" + model + "': " + states(held, Outcome::isFailed));
    }
    if (view.table().model(model) == null) {
      String problem = view.problems().get(model);
      return refused(
          "failed to load '"
              + model
              + "', failed to poll from model repository: "
              + (problem == null ? "it offers no version" : problem));
    }
    return new Answer.Found<>(kept);
  }

  /** A version is to serve: it does, or it failed. */
  private Optional<Answer<ChangeAnswer>> served(List<Holding> held, long version, boolean serves) {
    Predicate<Holding> failed = holding -> holding.unit().version() == version && isFailed(holding);
    if (serves) {
      return done();
    }
    return held.stream().anyMatch(failed)
        ? Optional.of(
            refused(
                "version "
                    + version
                    + " of model '"
                    + request.getModel()
                    + "' can't be served: "
                    + states(held, failed)))
        : open();
  }

  private Optional<Answer<ChangeAnswer>> done() {
    return Optional.of(new Answer.Found<>(kept));
  }

  private static Optional<Answer<ChangeAnswer>> open() {
    return Optional.empty();
  }

  private static Answer<ChangeAnswer> refused(String why) {
    return new Answer.Refused<>(Refusal.of(Reason.INVALID_ARGUMENT, why));
  }

  private static boolean isFailed(Holding holding) {
    return holding.state() == UnitState.FAILED || holding.state() == UnitState.WAITING;
  }

  private static boolean isHeld(Holding holding) {
    return holding.state() == UnitState.READY || holding.state() == UnitState.RETIRING;
  }

  private static String states(List<Holding> held, Predicate<Holding> which) {
    return held.stream()
        .filter(which)
        .map(holding ->
            "version "
                + holding.unit().version()
                + " is at UNAVAILABLE state: "
                + holding.announcement().getReason())
        .distinct()
        .collect(joining("; "));
  }
}
