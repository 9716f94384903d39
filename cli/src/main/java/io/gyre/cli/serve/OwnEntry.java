package io.gyre.cli.serve;

import io.gyre.cluster.member.Member;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a worker knows itself by in a list of members: its id, else where it is called. A list of
 * addresses, such as a DNS name's, has ids of its own.
 *
 * @param id this worker's id
 * @param hosts the names and addresses that routers may call it by
 * @param port the port that they call
 */
record OwnEntry(String id, Set<String> hosts, int port) {
  OwnEntry {
    hosts = hosts.stream().map(OwnEntry::canonical).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * A worker that is called at an address of this machine, or at one that leads here.
   *
   * @param bound where it listens
   * @param advertised what others call it by; empty where nothing is configured
   * @param advertisedPort the port that they call; 0 for the one bound
   */
  static OwnEntry of(String id, Endpoint bound, String advertised, int advertisedPort) {
    Stream<String> here = bound.isEverywhere() ? ofThisMachine() : Stream.of(bound.host());
    return new OwnEntry(
        id,
        Stream.concat(here, Stream.of(advertised)).collect(Collectors.toSet()),
        advertisedPort == 0 ? bound.port() : advertisedPort);
  }

  private static Stream<String> ofThisMachine() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(InetAddress::getHostAddress);
    } catch (SocketException _) {
      return Stream.of(); // then it knows itself by its id alone
    }
  }

  /** The entry of this worker; empty where it has none. */
  Optional<Member> in(List<Member> members) {
    return members.stream()
        .filter(member -> member.id().equals(id))
        .findFirst()
        .or(() -> members.stream().filter(this::isCalledHere).findFirst());
  }

  private boolean isCalledHere(Member member) {
    return member.port() == port && hosts.contains(canonical(member.host()));
  }

  /** A name as it is; an address in the one form that it has here. */
  private static String canonical(String host) {
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    if (address == null) {
      return host;
    }
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException _) {
      return host;
    }
  }
}
