package io.gyre.cli.cluster;

import io.gyre.cli.cluster.ClusterSnapshot.MemberLine;
import io.gyre.cli.cluster.ClusterSnapshot.ModelLine;
import io.gyre.cli.models.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lays a cluster out for people: the router, its members, its models. */
public final class ClusterTable {
  private static final List<String> MEMBER_HEADINGS =
      List.of(
          "WORKER", "ADDRESS", "ZONE", "STATE", "UNITS", "LEASES", "MEMORY", "WAITING FOR", "NOTE");
  private static final List<String> MODEL_HEADINGS =
      List.of("MODEL", "VERSION", "STATE", "REPLICAS", "REQUESTS/S", "P99", "MEMORY", "REASON");

  private ClusterTable() {}

  /** Some lines for the router, a table of members, a table of models. */
  public static String of(ClusterSnapshot cluster) {
    StringBuilder text = new StringBuilder();
    text.append("router ")
        .append(cluster.draining() ? "draining" : cluster.ready() ? "ready" : "not ready")
        .append(", ")
        .append(cluster.inFlight())
        .append(" requests under way; members from ")
        .append(cluster.registry())
        .append(": ")
        .append(cluster.registryState())
        .append('\n');
    cluster.notices().forEach(notice -> text.append("  ").append(notice).append('\n'));
    text.append('\n')
        .append(
            TextTable.of(
                MEMBER_HEADINGS, cluster.members().stream().map(ClusterTable::row).toList()))
        .append('\n')
        .append(
            TextTable.of(
                MODEL_HEADINGS, cluster.models().stream().map(ClusterTable::row).toList()));
    return text.toString();
  }

  private static List<String> row(MemberLine member) {
    return List.of(
        member.id(),
        dash(member.address()),
        dash(member.zone()),
        member.state(),
        dash(
            member.units().entrySet().stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "))),
        Integer.toString(member.leases()),
        TextTable.bytes(member.memoryBytes()),
        Integer.toString(member.outstanding()),
        TextTable.oneLine(member.note()));
  }

  private static List<String> row(ModelLine model) {
    return List.of(
        model.model(),
        dash(model.version()) + (model.current() ? " *" : ""),
        model.state().isEmpty() ? "not loaded" : model.state(),
        Integer.toString(model.replicas()),
        String.format(Locale.ROOT, "%.1f", model.requestsPerSecond()),
        model.p99Millis() > 0 ? String.format(Locale.ROOT, "%.2f ms", model.p99Millis()) : "-",
        TextTable.bytes(model.memoryBytes()),
        TextTable.oneLine(model.reason()));
  }

  private static String dash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
