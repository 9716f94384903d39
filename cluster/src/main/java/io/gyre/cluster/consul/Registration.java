package io.gyre.cluster.consul;

import io.gyre.cluster.member.Member;
import io.gyre.cluster.transport.WorkerProtocol;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.kiwiproject.consul.model.agent.ImmutableRegCheck;
import org.kiwiproject.consul.model.agent.ImmutableRegistration;
import org.kiwiproject.consul.model.health.Node;
import org.kiwiproject.consul.model.health.Service;

/** A member as a service instance of Consul: what is written there, and what is read back. */
final class Registration {
  private static final String ID = "gyre-worker";
  private static final String ZONE = "gyre-zone";
  private static final String MEMORY = "gyre-memory";
  private static final String DEVICES = "gyre-devices";
  private static final String PROTOCOL = "gyre-protocol";

  private static final String CHECK_INTERVAL = "2s";
  private static final String CHECK_TIMEOUT = "2s";

  /** Consul takes an instance out that was not to be reached for so long; a minute is its least. */
  private static final String FORGET_AFTER = "10m";

  private Registration() {}

  /**
   * Name of the instance at its agent. It has the address, so that two members of one id are two
   * instances, and can be told apart.
   */
  static String instance(ConsulSettings settings, Member member) {
    return settings.service() + "-" + member.id() + "-" + member.address();
  }

  /** What the agent is told: the member can be called, which the agent checks by gRPC. */
  static org.kiwiproject.consul.model.agent.Registration of(
      ConsulSettings settings, Member member) {
    Map<String, String> meta = new TreeMap<>();
    meta.put(ID, member.id());
    meta.put(PROTOCOL, Integer.toString(WorkerProtocol.VERSION));
    if (!member.zone().isEmpty()) {
      meta.put(ZONE, member.zone());
    }
    if (member.memoryBytes() > 0) {
      meta.put(MEMORY, Long.toString(member.memoryBytes()));
    }
    if (!member.devices().isEmpty()) {
      meta.put(DEVICES, String.join(" ", member.devices()));
    }
    return ImmutableRegistration.builder()
        .id(instance(settings, member))
        .name(settings.service())
        .address(member.host())
        .port(member.port())
        .tags(settings.tags())
        .meta(meta)
        .check(
            ImmutableRegCheck.builder()
                .name("Gyre worker " + member.id() + " answers")
                .grpc(member.address())
                .grpcUseTls(false)
                .interval(CHECK_INTERVAL)
                .timeout(CHECK_TIMEOUT)
                .status("passing") // it is announced once it can be called
                .deregisterCriticalServiceAfter(FORGET_AFTER)
                .build())
        .build();
  }

  /**
   * The member that an instance stands for.
   *
   * @throws IllegalArgumentException where it stands for none, or for one of another protocol
   */
  static Member read(Node node, Service service) {
    Map<String, String> meta = service.getMeta();
    String id = meta.getOrDefault(ID, service.getId());
    String host = service.getAddress().isEmpty() ? node.getAddress() : service.getAddress();
    String protocol = meta.getOrDefault(PROTOCOL, "");
    if (!protocol.isEmpty() && !protocol.equals(Integer.toString(WorkerProtocol.VERSION))) {
      throw new IllegalArgumentException(
          "worker '%s' at %s:%d speaks version %s of the worker protocol, this process version %d: run the same release of Gyre on both"
              .formatted(id, host, service.getPort(), protocol, WorkerProtocol.VERSION));
    }
    String devices = meta.getOrDefault(DEVICES, "");
    return new Member(
        id,
        host,
        service.getPort(),
        meta.getOrDefault(ZONE, ""),
        memory(id, meta.getOrDefault(MEMORY, "0")),
        devices.isEmpty() ? Set.of() : Set.of(devices.split(" ")));
  }

  private static long memory(String id, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "worker '%s' has the memory '%s', expected a number of bytes".formatted(id, text), e);
    }
  }
}
