package io.gyre.router.status;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import io.gyre.cluster.member.MembershipSource;
import io.gyre.proto.inference.RepositoryIndexResponse.ModelIndex;
import io.gyre.proto.worker.Announcement;
import io.gyre.router.control.ClusterView;
import io.gyre.router.directory.ModelDirectory;
import io.gyre.router.history.History;
import io.gyre.router.metrics.RequestFigures;
import io.gyre.router.pipeline.Admission;
import io.gyre.router.status.RouterStatus.MemberStatus;
import io.gyre.router.status.RouterStatus.MembershipStatus;
import io.gyre.router.status.RouterStatus.ModelStatus;
import io.gyre.router.status.RouterStatus.OrderStatus;
import io.gyre.router.status.RouterStatus.RouteStatus;
import io.gyre.router.status.RouterStatus.UnitStatus;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Takes the status of a router from its parts.
 *
 * @param view the router's latest picture
 * @param directory answers what state each version is in
 * @param admission knows the requests under way
 * @param requests counts them by version
 * @param history what became of models
 * @param membership where the workers are known from
 * @param clock nanoseconds, as {@link System#nanoTime()}
 */
public record StatusReport(
    Supplier<ClusterView> view,
    ModelDirectory directory,
    Admission admission,
    RequestFigures requests,
    History history,
    MembershipSource membership,
    LongSupplier clock) {
  private static final int LATEST_EVENTS = 100;
  private static final double P99 = 0.99;

  /** The status at this moment. */
  public RouterStatus take() {
    ClusterView now = view.get();
    return new RouterStatus(
        directory.isReady(),
        admission.isDraining(),
        admission.inFlight(),
        MembershipStatus.of(membership, clock.getAsLong()),
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
            .toList(),
        new TreeMap<>(now.problems()),
        now.swaps().entrySet().stream()
            .map(entry -> SwapStatus.of(entry.getKey(), entry.getValue()))
            .sorted(comparing(SwapStatus::model))
            .toList(),
        orders(now),
        history.latest(LATEST_EVENTS));
  }

  private static List<OrderStatus> orders(ClusterView now) {
    return now.orders().stream()
        .flatMap(one -> one.keySet().stream())
        .distinct()
        .sorted()
        .map(model -> OrderStatus.of(model, now.orders(model), now.table().model(model)))
        .toList();
  }

  private ModelStatus model(ClusterView now, ModelIndex index) {
    String model = index.getName();
    if (index.getVersion().isEmpty()) {
      return new ModelStatus(
          model, "", index.getState(), index.getReason(), "", false, 0, 0, Map.of(), 0, 0);
    }
    long version = Long.parseLong(index.getVersion());
    ModelRoutes routes = now.table().model(model);
    List<Announcement> units =
        now.holdings(model).stream()
            .filter(holding -> holding.unit().version() == version)
            .map(Holding::announcement)
            .toList();
    return new ModelStatus(
        model,
        index.getVersion(),
        index.getState(),
        index.getReason(),
        units.stream()
            .map(Announcement::getNotice)
            .filter(notice -> !notice.isEmpty())
            .findFirst()
            .orElse(""),
        routes != null && routes.current().id().version() == version,
        units.stream().mapToInt(Announcement::getUsefulBatchRows).max().orElse(0),
        units.stream().mapToLong(Announcement::getBytesHeld).sum(),
        memory(units),
        requests.requests(model, version),
        Math.round(requests.latency(model, version, P99, 1) / 1e4) / 100.0);
  }

  private static Map<String, Long> memory(List<Announcement> units) {
    return units.stream()
        .flatMap(unit -> unit.getMemoryMap().entrySet().stream())
        .collect(groupingBy(Map.Entry::getKey, TreeMap::new, summingLong(Map.Entry::getValue)));
  }
}
