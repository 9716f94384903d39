package io.gyre.cli.cluster;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * A cluster as one router sees it.
 *
 * @param ready whether the router says that it is ready
 * @param draining whether it admits no requests any more
 * @param inFlight requests under way in it
 * @param registry what it asks for the members
 * @param registryState CURRENT, HOLDING, FROZEN or UNKNOWN
 * @param notices what is wrong with the registry's word, each in a sentence
 * @param members the workers
 * @param models every version that is known
 */
public record ClusterSnapshot(
    boolean ready,
    boolean draining,
    int inFlight,
    String registry,
    String registryState,
    List<String> notices,
    List<MemberLine> members,
    List<ModelLine> models) {

  /**
   * One worker.
   *
   * @param state connected, draining, lost or leaving
   * @param units units that it holds, by their states
   * @param leases units that the router may send to
   * @param memoryBytes native memory that its units hold
   * @param outstanding requests that the router waits for
   * @param note what ended its last stream, while it is lost
   */
  public record MemberLine(
      String id,
      String address,
      String zone,
      String state,
      Map<String, Integer> units,
      int leases,
      long memoryBytes,
      int outstanding,
      String note) {}

  /**
   * One version of a model.
   *
   * @param current whether requests that name no version go there
   * @param replicas workers that serve it
   * @param requestsPerSecond requests admitted a second, while it was looked at
   * @param p99Millis time that 99 in 100 of its latest requests took at most; 0 where there were
   *     none
   * @param reason why it isn't READY
   */
  public record ModelLine(
      String model,
      String version,
      String state,
      boolean current,
      int replicas,
      double requestsPerSecond,
      double p99Millis,
      long memoryBytes,
      String reason) {}

  /**
   * What two looks at a status page say together.
   *
   * @param before the page at first
   * @param after the page {@code seconds} later
   */
  public static ClusterSnapshot of(JsonNode before, JsonNode after, double seconds) {
    Map<String, Long> requests = new HashMap<>();
    before.path("models").forEach(model -> requests.put(key(model), requests(model)));
    JsonNode membership = after.path("membership");
    return new ClusterSnapshot(
        after.path("ready").asBoolean(false),
        after.path("draining").asBoolean(false),
        after.path("inFlight").asInt(0),
        membership.path("source").asString(""),
        membership.path("state").asString(""),
        notices(membership),
        stream(after.path("members")).map(member -> member(member, after)).toList(),
        stream(after.path("models"))
            .map(model -> model(model, requests.getOrDefault(key(model), 0L), after, seconds))
            .toList());
  }

  private static List<String> notices(JsonNode membership) {
    String reason = membership.path("reason").asString("");
    return Stream.concat(
            Stream.of(reason).filter(text -> !text.isEmpty()),
            stream(membership.path("problems")).map(problem -> problem.asString("")))
        .toList();
  }

  private static MemberLine member(JsonNode member, JsonNode page) {
    String id = member.path("id").asString("");
    List<JsonNode> units =
        stream(page.path("units"))
            .filter(unit -> unit.path("worker").asString("").equals(id))
            .toList();
    Map<String, Integer> states = new LinkedHashMap<>();
    units.forEach(unit -> states.merge(unit.path("state").asString(""), 1, Integer::sum));
    String host = member.path("host").asString("");
    boolean connected = member.path("connected").asBoolean(false);
    return new MemberLine(
        id,
        host.isEmpty() ? "" : host + ":" + member.path("port").asInt(0),
        member.path("zone").asString(""),
        state(member, connected),
        states,
        (int) units.stream().filter(unit -> unit.path("leased").asBoolean(false)).count(),
        units.stream().mapToLong(unit -> unit.path("memoryBytes").asLong(0)).sum(),
        replicas(page)
            .filter(replica -> replica.path("worker").asString("").equals(id))
            .mapToInt(replica -> replica.path("outstanding").asInt(0))
            .sum(),
        connected ? "" : member.path("lastError").asString(""));
  }

  private static String state(JsonNode member, boolean connected) {
    if (!connected) {
      return "lost";
    }
    if (member.path("draining").asBoolean(false)) {
      return "draining";
    }
    return member.path("listed").asBoolean(true) ? "connected" : "leaving";
  }

  private static ModelLine model(JsonNode model, long before, JsonNode page, double seconds) {
    return new ModelLine(
        model.path("model").asString(""),
        model.path("version").asString(""),
        model.path("state").asString(""),
        model.path("current").asBoolean(false),
        stream(page.path("table"))
            .filter(route -> key(route).equals(key(model)))
            .mapToInt(route -> route.path("replicas").size())
            .sum(),
        Math.max(0, requests(model) - before) / seconds,
        model.path("p99Millis").asDouble(0),
        model.path("memoryBytes").asLong(0),
        model.path("reason").asString(""));
  }

  private static Stream<JsonNode> replicas(JsonNode page) {
    return stream(page.path("table")).flatMap(route -> stream(route.path("replicas")));
  }

  private static long requests(JsonNode model) {
    return model.path("requests").asLong(0);
  }

  /** Model and version; the latter is a text in one list and a number in the other. */
  private static String key(JsonNode node) {
    return node.path("model").asString("") + "/" + node.path("version").asString("");
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
