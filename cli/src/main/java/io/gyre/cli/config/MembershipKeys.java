package io.gyre.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys that say how the processes of a cluster find one another. */
public final class MembershipKeys {
  public static final Key<MembershipRegistry> REGISTRY =
      new Key<>(
          "membership.registry",
          ValueType.choice(MembershipRegistry.class),
          MembershipRegistry.STATIC,
          "Where routers know their workers from: static = the list in workers, which is read again when the file changes,"
              + " dns = a name, consul = a service, where workers register themselves.");
  public static final Key<Duration> INTERVAL =
      new Key<>(
          "membership.interval",
          ValueType.duration(Duration.ofMillis(100), Duration.ofHours(1)),
          Duration.ofSeconds(5),
          "How often the configuration file or the name is looked at, and a worker's registration is seen to. Consul tells"
              + " changes by itself.");
  public static final Key<Duration> HOLD =
      new Key<>(
          "membership.hold",
          ValueType.duration(Duration.ZERO, Duration.ofHours(24)),
          Duration.ofSeconds(60),
          "How long workers are kept that leave the registry together with most others. A worker that leaves alone is"
              + " given up once it doesn't answer, and an empty answer is never believed.");
  public static final Key<String> ZONE =
      new Key<>(
          "membership.zone",
          ValueType.optionalText("a name"),
          "",
          "Zone that this process runs in. A router prefers workers of its own; empty where zones don't matter.");
  public static final Key<String> ADVERTISE =
      new Key<>(
          "membership.advertise",
          ValueType.optionalText("host or host:port"),
          "",
          "Address that routers are to call this worker by, where it registers itself; empty for what it is bound to, or"
              + " this machine's address.");
  public static final Key<String> DNS_NAME =
      new Key<>(
          "membership.dns-name",
          ValueType.optionalText("a whole name"),
          "",
          "Name of the workers, such as gyre-workers.models.svc.cluster.local for a headless service of Kubernetes; with"
              + " the form _grpc._tcp.NAME its SRV records say the ports, and the hosts' first labels are the ids.");
  public static final Key<Integer> DNS_PORT =
      new Key<>(
          "membership.dns-port",
          ValueType.count("a port", 1, 65_535),
          8001,
          "Workers' gRPC port, where the name has addresses.");
  public static final Key<String> DNS_SERVER =
      new Key<>(
          "membership.dns-server",
          ValueType.optionalText("host:port"),
          "",
          "Name server to ask; empty for this machine's.");
  public static final Key<String> CONSUL_ADDRESS =
      new Key<>(
          "membership.consul-address",
          ValueType.text("host:port"),
          "localhost:8500",
          "HTTP API of the Consul agent, which is best one of the same machine.");
  public static final Key<String> CONSUL_SERVICE =
      new Key<>(
          "membership.consul-service",
          ValueType.text("a name"),
          "gyre-worker",
          "Service that workers are registered as.");
  public static final Key<List<String>> CONSUL_TAGS =
      new Key<>(
          "membership.consul-tags",
          ValueType.listOf(ValueType.text("a tag")),
          List.of(),
          "Tags that workers are registered with, and that routers ask for.");
  public static final Key<String> CONSUL_DATACENTER =
      new Key<>(
          "membership.consul-datacenter",
          ValueType.optionalText("a name"),
          "",
          "Datacenter that routers ask for; empty for the agent's own.");
  public static final Key<String> CONSUL_TOKEN =
      new Key<>(
          "membership.consul-token",
          ValueType.optionalText("a token"),
          "",
          "Access-control token. The variable keeps it out of files and process lists.");
  public static final Key<Boolean> CONSUL_TLS =
      new Key<>(
          "membership.consul-tls", ValueType.flag(), false, "Whether the agent is asked over TLS.");
  public static final Key<Optional<Path>> CONSUL_AUTHORITY =
      new Key<>(
          "membership.consul-authority",
          ValueType.path(),
          Optional.empty(),
          "PEM file of the authorities that the agent's certificate is checked against; empty for those that Java trusts.");

  /** These keys, in the order in which the documented file lists them. */
  static final List<Key<?>> ALL =
      List.of(
          REGISTRY,
          INTERVAL,
          HOLD,
          ZONE,
          ADVERTISE,
          DNS_NAME,
          DNS_PORT,
          DNS_SERVER,
          CONSUL_ADDRESS,
          CONSUL_SERVICE,
          CONSUL_TAGS,
          CONSUL_DATACENTER,
          CONSUL_TOKEN,
          CONSUL_TLS,
          CONSUL_AUTHORITY);

  private MembershipKeys() {}
}
