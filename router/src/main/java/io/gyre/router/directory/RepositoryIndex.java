package io.gyre.router.directory;

import static java.util.stream.Collectors.joining;

import io.gyre.proto.inference.RepositoryIndexResponse;
import io.gyre.proto.inference.RepositoryIndexResponse.ModelIndex;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.UnitState;
import io.gyre.router.control.ClusterView;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the repository index: every model that a registry holds, with the state of each version
 * that was ever wanted.
 */
final class RepositoryIndex {
  private RepositoryIndex() {}

  static RepositoryIndexResponse of(ClusterView view, boolean readyOnly) {
    RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
    Set<String> models = new TreeSet<>(view.holdings().keySet());
    view.registries().forEach(models::addAll);
    for (String model : models) {
      List<ModelIndex> versions = versions(view, model);
      if (versions.isEmpty() && !readyOnly) {
        index.addModels(unversioned(model, view.problems().get(model)));
      }
      versions.stream()
          .filter(version -> !readyOnly || version.getState().equals("READY"))
          .forEach(index::addModels);
    }
    return index.build();
  }

  private static ModelIndex unversioned(String model, @Nullable String problem) {
    ModelIndex.Builder entry = ModelIndex.newBuilder().setName(model);
    return problem == null
        ? entry.build()
        : entry.setState("UNAVAILABLE").setReason(problem).build();
  }

  /** The versions of one model that workers announce, ascending. */
  static List<ModelIndex> versions(ClusterView view, String model) {
    ModelRoutes routes = view.table().model(model);
    SortedMap<Long, List<Holding>> byVersion =
        view.holdings(model).stream()
            .collect(
                Collectors.groupingBy(
                    holding -> holding.unit().version(), TreeMap::new, Collectors.toList()));
    List<ModelIndex> versions = new ArrayList<>();
    byVersion.forEach((version, holdings) -> {
      boolean served = routes != null && routes.version(version) != null;
      versions.add(
          ModelIndex.newBuilder()
              .setName(model)
              .setVersion(Long.toString(version))
              .setState(served ? "READY" : state(holdings))
              .setReason(served ? "" : reasons(holdings))
              .build());
    });
    return versions;
  }

  /**
   * The state of a version that isn't served, in the protocol's words: what it is about to be, else
   * what it has been.
   */
  private static String state(List<Holding> holdings) {
    if (any(holdings, UnitState.WANTED, UnitState.WAITING, UnitState.LOADING, UnitState.WARMING)) {
      return "LOADING";
    }
    return any(holdings, UnitState.READY, UnitState.RETIRING) ? "UNLOADING" : "UNAVAILABLE";
  }

  private static boolean any(List<Holding> holdings, UnitState... states) {
    return holdings.stream().anyMatch(holding -> List.of(states).contains(holding.state()));
  }

  private static String reasons(List<Holding> holdings) {
    return holdings.stream()
        .map(Holding::announcement)
        .map(RepositoryIndex::reason)
        .filter(reason -> !reason.isEmpty())
        .distinct()
        .collect(joining("; "));
  }

  private static String reason(Announcement announcement) {
    String reason = announcement.getReason();
    return switch (announcement.getState()) {
      case UNLOADED -> reason.isEmpty() ? "unloaded" : reason;
      case WAITING ->
          reason.isEmpty()
              ? "waiting for room: needs "
                  + announcement.getBytesNeeded()
                  + " bytes, "
                  + announcement.getBytesFree()
                  + " are free"
              : reason;
      default -> reason;
    };
  }
}
