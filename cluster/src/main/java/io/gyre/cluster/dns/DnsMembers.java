package io.gyre.cluster.dns;

import io.gyre.cluster.member.Findings;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.member.MemberFinder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the members that a name stands for, by asking again and again.
 *
 * <p>A name of the form {@code _service._protocol.name} has SRV records, each with a host and a
 * port; the host's first label is the member's id, which in a StatefulSet of Kubernetes is the
 * pod's name. Any other name has addresses; a member's id is then its address with the port.
 */
public final class DnsMembers implements MemberFinder {
  private final DnsLookup lookup;
  private final String name;
  private final int port;
  private final Duration interval;

  /**
   * A finder that has not asked yet.
   *
   * @param port the members' port, where the name has addresses
   * @param interval time from one question to the next
   */
  public DnsMembers(DnsLookup lookup, String name, int port, Duration interval) {
    this.lookup = lookup;
    this.name = name;
    this.port = port;
    this.interval = interval;
  }

  @Override
  public String source() {
    return "DNS name " + name;
  }

  @Override
  public Findings find() {
    try {
      return name.startsWith("_") ? services() : addresses();
    } catch (IOException e) {
      return new Findings.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Findings addresses() throws IOException {
    List<String> hosts = lookup.records(name, "A");
    if (hosts.isEmpty()) {
      // A member with addresses of both families would be two members.
      hosts = lookup.records(name, "AAAA");
    }
    return new Findings.Found(hosts.stream().map(this::atAddress).toList());
  }

  private Member atAddress(String host) {
    String id = host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    return new Member(id, host, port);
  }

  private Findings services() throws IOException {
    List<Member> members = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String record : lookup.records(name, "SRV")) {
      String[] parts = record.split(" ", -1); // priority, weight, port, host
      try {
        members.add(service(parts[3], Integer.parseInt(parts[2])));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        problems.add("the SRV record '%s' names no member: %s".formatted(record, e.getMessage()));
      }
    }
    return new Findings.Found(members, problems);
  }

  private static Member service(String target, int port) {
    String host = target.endsWith(".") ? target.substring(0, target.length() - 1) : target;
    return new Member(host.split("\\.", 2)[0], host, port);
  }

  @Override
  public Duration pause() {
    return interval;
  }

  /** Nothing to end: a question takes seconds at most. */
  @Override
  public void close() {}
}
