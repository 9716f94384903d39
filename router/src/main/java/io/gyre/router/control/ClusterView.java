package io.gyre.router.control;

import io.gyre.proto.worker.ModelOrders;
import io.gyre.proto.worker.UnitState;
import io.gyre.router.table.Holding;
import io.gyre.router.table.RoutingTable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that this router knows at one moment, immutable.
 *
 * @param table where requests go
 * @param holdings what workers hold, by model
 * @param registries the models that each worker's registry holds, loaded or not
 * @param problems what is wrong with a model in a worker's registry, by its name
 * @param orders what people ask of models, by their names, as each worker that is attached and
 *     isn't draining follows it
 * @param members the workers
 * @param started whether the first models are served or have failed: from then on a model that
 *     loads doesn't count
 * @param failed models that are wanted, have failed to load and have no version served
 * @param strict whether any of those makes this router unready
 * @param swaps what became of versions, by model; absent where nothing did
 */
public record ClusterView(
    RoutingTable table,
    Map<String, List<Holding>> holdings,
    List<Set<String>> registries,
    Map<String, String> problems,
    List<Map<String, ModelOrders>> orders,
    List<MemberView> members,
    boolean started,
    Set<String> failed,
    boolean strict,
    Map<String, ModelSwaps> swaps) {
  /** What a router knows before it has heard of any worker. */
  public static final ClusterView NOTHING =
      new ClusterView(
          RoutingTable.EMPTY,
          Map.of(),
          List.of(),
          Map.of(),
          List.of(),
          List.of(),
          false,
          Set.of(),
          true,
          Map.of());

  public List<Holding> holdings(String model) {
    return holdings.getOrDefault(model, List.of());
  }

  /** What became of a model's versions at this router. */
  public ModelSwaps swaps(String model) {
    return swaps.getOrDefault(model, ModelSwaps.NONE);
  }

  /** Whether any worker's registry holds the model. */
  public boolean isRegistered(String model) {
    return registries.stream().anyMatch(models -> models.contains(model));
  }

  /** Whether every attached worker follows the change of that number of the model. */
  public boolean follows(String model, long number) {
    return !orders.isEmpty()
        && orders.stream().allMatch(one -> orders(one, model).getNumber() >= number);
  }

  /** What people ask of the model, as the worker that has the latest news of it follows it. */
  public ModelOrders orders(String model) {
    return latest(orders, model);
  }

  static ModelOrders latest(List<Map<String, ModelOrders>> orders, String model) {
    return orders.stream()
        .map(one -> orders(one, model))
        .reduce((one, other) -> other.getNumber() > one.getNumber() ? other : one)
        .orElse(ModelOrders.getDefaultInstance());
  }

  private static ModelOrders orders(Map<String, ModelOrders> ofWorker, String model) {
    return ofWorker.getOrDefault(model, ModelOrders.getDefaultInstance());
  }

  /** Whether a worker is still to be heard for the first time, so that any model may turn up. */
  public boolean isIncomplete() {
    return !started
        && (members.isEmpty() || members.stream().anyMatch(member -> !member.connected()));
  }

  /** Whether the models can be asked, all where this router is strict, and a worker is there. */
  public boolean isReady() {
    return started
        && (table.models().isEmpty() ? failed.isEmpty() && isIdle() : failed.isEmpty() || !strict);
  }

  /** Whether nothing is served because no worker is to serve anything. */
  private boolean isIdle() {
    return members.stream().anyMatch(MemberView::connected)
        && holdings.values().stream()
            .flatMap(List::stream)
            .noneMatch(holding -> holding.isComing() || holding.state() == UnitState.WAITING);
  }
}
