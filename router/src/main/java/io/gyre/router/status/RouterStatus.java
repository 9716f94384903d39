package io.gyre.router.status;

import io.gyre.cluster.member.Member;
import io.gyre.cluster.member.Membership;
import io.gyre.cluster.member.MembershipSource;
import io.gyre.inference.request.VersionChoice;
import io.gyre.proto.worker.LoadReport;
import io.gyre.proto.worker.ModelOrders;
import io.gyre.router.control.MemberView;
import io.gyre.router.history.HistoryEvent;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.Replica;
import io.gyre.router.table.Sample;
import io.gyre.router.table.ServedVersion;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a router knows and does at one moment.
 *
 * @param ready whether the server says that it is ready
 * @param draining whether it admits no requests any more
 * @param inFlight requests under way
 * @param membership where the workers are known from
 * @param members the workers, with what is known of each
 * @param models every model of the registry, each version with its state
 * @param units every unit at every worker
 * @param table where requests go
 * @param problems what is wrong with models in the registry, by name
 * @param swaps what became of versions, of each model of which there is anything to tell
 * @param orders what people ask of models
 * @param history what became of models lately, oldest first
 */
public record RouterStatus(
    boolean ready,
    boolean draining,
    int inFlight,
    MembershipStatus membership,
    List<MemberStatus> members,
    List<ModelStatus> models,
    List<UnitStatus> units,
    List<RouteStatus> table,
    Map<String, String> problems,
    List<SwapStatus> swaps,
    List<OrderStatus> orders,
    List<HistoryEvent> history) {

  /**
   * What is asked for the workers, and how far it is believed.
   *
   * @param source what is asked
   * @param state CURRENT, HOLDING, FROZEN or UNKNOWN
   * @param reason why it isn't CURRENT
   * @param answeredSecondsAgo how old its last answer is; 0 where it was told once and for all
   * @param held members that it no longer lists, and that are kept
   * @param problems what is wrong with its list
   */
  public record MembershipStatus(
      String source,
      String state,
      String reason,
      double answeredSecondsAgo,
      List<String> held,
      List<String> problems) {
    static MembershipStatus of(MembershipSource source, long now) {
      Membership known = source.membership().get();
      boolean asked = known.answeredAt() != 0;
      return new MembershipStatus(
          source.name(),
          known.state().name(),
          known.reason(),
          asked ? Math.round((now - known.answeredAt()) / 1e8) / 10.0 : 0,
          List.copyOf(known.heldSince().keySet()),
          known.problems());
    }
  }

  /**
   * One worker.
   *
   * @param zone the zone that it runs in; empty where it isn't told
   * @param listed whether membership lists it; it is used for as long as it answers
   * @param connected whether its control stream is up
   * @param draining whether it gives its units away
   * @param lastError what ended its last stream
   * @param registryProblem why it can't read its registry at present
   */
  public record MemberStatus(
      String id,
      String host,
      int port,
      String zone,
      boolean listed,
      boolean connected,
      boolean draining,
      String lastError,
      String registryProblem) {
    static MemberStatus of(MemberView view) {
      Member member = view.member();
      return new MemberStatus(
          member.id(),
          member.host(),
          member.port(),
          member.zone(),
          view.listed(),
          view.connected(),
          view.draining(),
          view.lastError(),
          view.registryProblem());
    }
  }

  /**
   * One version of a model, over all workers.
   *
   * @param version the version's number; empty for a model of which no version was ever wanted
   * @param state READY, LOADING, UNLOADING or UNAVAILABLE; empty for a model that was never wanted
   * @param current whether requests that name no version go there
   * @param notice what its owner might do though it serves; empty for nothing
   * @param usefulBatchRows rows of the largest useful batch; 0 where it wasn't measured
   * @param memoryBytes native memory that its units hold
   * @param memory that memory by its kind
   * @param requests requests pinned to it since it was first served here
   * @param p99Millis time that 99 in 100 of its requests of the last seconds took at most; 0 where
   *     there were none
   */
  public record ModelStatus(
      String model,
      String version,
      String state,
      String reason,
      String notice,
      boolean current,
      int usefulBatchRows,
      long memoryBytes,
      Map<String, Long> memory,
      long requests,
      double p99Millis) {}

  /**
   * One unit at one worker.
   *
   * @param memory that memory by its kind
   * @param leased whether this router holds a lease: it was told that the unit serves, and has not
   *     released it
   * @param load how its load went; all zero before it was READY
   */
  public record UnitStatus(
      String worker,
      String model,
      long version,
      String revision,
      int partition,
      String state,
      String reason,
      String notice,
      long number,
      int usefulBatchRows,
      long memoryBytes,
      Map<String, Long> memory,
      boolean leased,
      LoadStatus load) {
    static UnitStatus of(Holding holding) {
      return new UnitStatus(
          holding.worker(),
          holding.unit().model(),
          holding.unit().version(),
          holding.unit().revision(),
          holding.unit().partition(),
          holding.state().name(),
          holding.announcement().getReason(),
          holding.announcement().getNotice(),
          holding.announcement().getNumber(),
          holding.announcement().getUsefulBatchRows(),
          holding.announcement().getBytesHeld(),
          new TreeMap<>(holding.announcement().getMemoryMap()),
          holding.serves(),
          LoadStatus.of(holding.announcement().getLoad()));
    }
  }

  /**
   * How long a load took, in milliseconds.
   *
   * @param opening checking the files and opening them
   * @param warmUp all runs of the warm-up
   * @param oneRow a run of one row once the model was warm; 0 where none was made
   * @param golden the replay of golden requests
   * @param goldenRequests how many were answered as expected
   */
  public record LoadStatus(
      double opening, double warmUp, double oneRow, double golden, int goldenRequests) {
    static LoadStatus of(LoadReport report) {
      return new LoadStatus(
          report.getOpeningMicros() / 1e3,
          report.getWarmUpMicros() / 1e3,
          report.getOneRowMicros() / 1e3,
          report.getGoldenMicros() / 1e3,
          report.getGoldenRequests());
    }
  }

  /**
   * One served version.
   *
   * @param pinned requests that rely on it at the moment
   * @param judgedRequests requests since it was first served that the model answered or failed on
   * @param failedRequests those that it failed on
   */
  public record RouteStatus(
      String model,
      long version,
      String revision,
      boolean current,
      int pinned,
      long judgedRequests,
      long failedRequests,
      List<ReplicaStatus> replicas) {
    static Stream<RouteStatus> of(ModelRoutes routes) {
      return routes.versions().stream().map(version -> of(version, version == routes.current()));
    }

    private static RouteStatus of(ServedVersion version, boolean current) {
      Sample ended = version.tally().sample();
      return new RouteStatus(
          version.id().model(),
          version.id().version(),
          version.id().revision(),
          current,
          version.pins().count(),
          ended.requests(),
          ended.failures(),
          version.partitions().stream().flatMap(List::stream).map(ReplicaStatus::of).toList());
    }
  }

  /**
   * What people ask of one model.
   *
   * @param number the record's number of the last change
   * @param pin the one version asked for; 0 for none in particular
   * @param aliases versions by alias, as asked
   * @param leads where those aliases lead that lead elsewhere, or nowhere: 0
   * @param replicas replicas that demand brought it to; 0 for as many as it has without
   * @param problem what is wrong with it; empty for nothing
   */
  public record OrderStatus(
      String model,
      long number,
      boolean wanted,
      long pin,
      Map<String, Long> aliases,
      Map<String, Long> leads,
      int replicas,
      String problem) {
    static OrderStatus of(String model, ModelOrders orders, @Nullable ModelRoutes routes) {
      Map<String, Long> leads = new TreeMap<>();
      orders
          .getAliasesMap()
          .forEach((alias, asked) -> {
            ServedVersion served =
                routes == null ? null : routes.version(new VersionChoice.Named(alias));
            long version = served == null ? 0 : served.id().version();
            if (version != asked) {
              leads.put(alias, version);
            }
          });
      return new OrderStatus(
          model,
          orders.getNumber(),
          !orders.getUnwanted(),
          orders.getPin(),
          new TreeMap<>(orders.getAliasesMap()),
          leads,
          orders.getReplicas(),
          orders.getProblem());
    }
  }

  /** One replica that serves. */
  public record ReplicaStatus(String worker, int partition, int outstanding) {
    static ReplicaStatus of(Replica replica) {
      return new ReplicaStatus(replica.worker(), replica.unit().partition(), replica.outstanding());
    }
  }
}
