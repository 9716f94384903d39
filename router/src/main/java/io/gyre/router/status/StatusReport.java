package io.gyre.router.status;

import static java.util.Comparator.comparing;

import io.gyre.proto.inference.RepositoryIndexResponse.ModelIndex;
import io.gyre.router.control.ClusterView;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.pipeline.Admission;
import io.gyre.router.status.RouterStatus.MemberStatus;
import io.gyre.router.status.RouterStatus.ModelStatus;
import io.gyre.router.status.RouterStatus.RouteStatus;
import io.gyre.router.status.RouterStatus.UnitStatus;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes the status of a router from its parts.
 *
 * @param view the router's latest picture
 * @param directory answers what state each version is in
 * @param admission knows the requests under way
 * @param requests counts them by version
 */
public record StatusReport(
    Supplier<ClusterView> view,
    ModelDirectory directory,
    Admission admission,
    RequestCount requests) {

  /** Counts the requests that a version got. */
  @FunctionalInterface
  public interface RequestCount {
    long of(String model, long version);
  }

  /** The status at this moment. */
  public RouterStatus take() {
    ClusterView now = view.get();
    return new RouterStatus(
        directory.isReady(),
        admission.isDraining(),
        admission.inFlight(),
        now.members().stream().map(MemberStatus::of).toList(),
        directory.index(false).getModelsList().stream().map(one -> model(now, one)).toList(),
        now.holdings().values().stream()
            .flatMap(List::stream)
            .map(UnitStatus::of)
            .sorted(comparing(UnitStatus::model).thenComparing(UnitStatus::version))
            .toList(),
        now.table().models().stream()
            .flatMap(RouteStatus::of)
            .sorted(comparing(RouteStatus::model).thenComparing(RouteStatus::version))
            .toList());
  }

  private ModelStatus model(ClusterView now, ModelIndex index) {
    String model = index.getName();
    if (index.getVersion().isEmpty()) {
      return new ModelStatus(model, "", index.getState(), index.getReason(), false, 0, 0);
    }
    long version = Long.parseLong(index.getVersion());
    ModelRoutes routes = now.table().model(model);
    return new ModelStatus(
        model,
        index.getVersion(),
        index.getState(),
        index.getReason(),
        routes != null && routes.current().id().version() == version,
        memory(now.holdings(model), version),
        requests.of(model, version));
  }

  private static long memory(List<Holding> holdings, long version) {
    return holdings.stream()
        .filter(holding -> holding.unit().version() == version)
        .mapToLong(holding -> holding.announcement().getBytesHeld())
        .sum();
  }
}
