package io.gyre.router.directory;

import static java.util.stream.Collectors.joining;

import io.gyre.inference.request.VersionChoice;
import io.gyre.inference.response.Refusal;
import io.gyre.inference.response.Refusal.Reason;
import io.gyre.proto.worker.UnitState;
import io.gyre.router.control.ClusterView;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says why a model or a version isn't served: in the words that clients of the protocol know, and
 * what there is instead.
 */
public final class Absence {
  private Absence() {}

  /** Why {@code view} has no such version of the model, or with no version none at all. */
  public static Refusal explain(ClusterView view, String model, VersionChoice version) {
    List<Holding> holdings = view.holdings(model);
    if (holdings.isEmpty()) {
      return unheard(view, model);
    }
    return switch (version) {
      case VersionChoice.Any _ ->
          Refusal.of(
              isComing(holdings) ? Reason.NOT_READY : Reason.NOT_FOUND,
              unknown(model, "has no available versions") + "; " + states(holdings));
      case VersionChoice.Numbered(long number) -> noVersion(view, model, number, holdings);
      case VersionChoice.Named(String alias) -> noAlias(view, model, alias, holdings);
    };
  }

  private static Refusal noAlias(
      ClusterView view, String model, String alias, List<Holding> holdings) {
    Map<String, Long> aliases = new TreeMap<>(view.orders(model).getAliasesMap());
    Long version = aliases.get(alias);
    return version == null
        ? Refusal.of(
            Reason.NO_ALIAS,
            "model '"
                + model
                + "' has no alias '"
                + alias
                + "'; its aliases: "
                + (aliases.isEmpty() ? "none" : String.join(", ", aliases.keySet())))
        : noVersion(view, model, version, holdings)
            .about("alias '" + alias + "' leads to version " + version);
  }

  private static Refusal unheard(ClusterView view, String model) {
    String notFound = unknown(model, "is not found");
    if (view.isIncomplete()) {
      return Refusal.of(
          Reason.NOT_READY,
          notFound + "; the server is starting and has not heard of every worker");
    }
    String problem = view.problems().get(model);
    if (problem != null) {
      return Refusal.of(Reason.NOT_FOUND, notFound + "; " + problem);
    }
    return Refusal.of(
        Reason.NOT_FOUND,
        notFound
            + (view.isRegistered(model)
                ? "; the repository has it, and it was never loaded"
                : "; the repository index names the models that there are"));
  }

  private static Refusal noVersion(
      ClusterView view, String model, long version, List<Holding> all) {
    List<Holding> held =
        all.stream().filter(holding -> holding.unit().version() == version).toList();
    return held.isEmpty()
        ? Refusal.of(
            Reason.NOT_FOUND,
            unknown(model, "version " + version + " is not found")
                + "; versions served: "
                + served(view.table().model(model)))
        : Refusal.of(
            Reason.NOT_READY,
            unknown(model, "version " + version + " is not at ready state") + "; " + states(held));
  }

  private static String unknown(String model, String rest) {
    return "Request for unknown model: '" + model + "' " + rest;
  }

  private static boolean isComing(List<Holding> holdings) {
    return holdings.stream()
        .anyMatch(holding -> holding.isComing() || holding.state() == UnitState.WAITING);
  }

  private static String served(@Nullable ModelRoutes routes) {
    return routes == null
        ? "none"
        : routes.versions().stream()
            .map(version -> Long.toString(version.id().version()))
            .collect(joining(", "));
  }

  private static String states(List<Holding> holdings) {
    return holdings.stream().map(Absence::state).distinct().collect(joining("; "));
  }

  private static String state(Holding holding) {
    String reason = holding.announcement().getReason();
    return "version "
        + holding.unit().version()
        + " is "
        + holding.state()
        + (reason.isEmpty() ? "" : ": " + reason);
  }
}
