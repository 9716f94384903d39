package io.gyre.cli.serve;

import io.gyre.cli.config.Key;
import io.gyre.cli.config.Keys;
import io.gyre.cli.config.MembershipKeys;
import io.gyre.cli.config.MembershipRegistry;
import io.gyre.cli.config.Settings;
import io.gyre.cli.config.SettingsFile;
import io.gyre.cluster.consul.ConsulAnnouncer;
import io.gyre.cluster.consul.ConsulMembers;
import io.gyre.cluster.consul.ConsulSettings;
import io.gyre.cluster.dns.DnsMembers;
import io.gyre.cluster.dns.JndiLookup;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.member.MemberAnnouncer;
import io.gyre.cluster.member.MemberFinder;
import io.gyre.cluster.member.MemberWatch;
import io.gyre.cluster.member.MembershipRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes what the configuration says of membership: who finds members, who announces them. */
record Registries(Settings settings) {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\s\\[\\]]+))(?::(\\d{1,5}))?");

  /**
   * A watch of the members that has not begun.
   *
   * @param file the configuration file, which may change
   * @throws StartException where the configuration names none, or can't be used
   */
  MemberWatch watch(SettingsFile file) throws StartException {
    return new MemberWatch(
        finder(file),
        new MembershipRules(settings.get(MembershipKeys.HOLD)),
        System::nanoTime,
        new SplittableRandom());
  }

  private MemberFinder finder(SettingsFile file) throws StartException {
    return switch (settings.get(MembershipKeys.REGISTRY)) {
      case STATIC -> new ConfiguredMembers(listed(), file, settings.get(MembershipKeys.INTERVAL));
      case DNS -> {
        String name = settings.get(MembershipKeys.DNS_NAME);
        if (name.isEmpty()) {
          throw new StartException(
              "%s is dns, and no name is given: set %s to the workers' name"
                  .formatted(MembershipKeys.REGISTRY.path(), MembershipKeys.DNS_NAME.path()));
        }
        yield new DnsMembers(
            new JndiLookup(settings.get(MembershipKeys.DNS_SERVER)),
            name,
            settings.get(MembershipKeys.DNS_PORT),
            settings.get(MembershipKeys.INTERVAL));
      }
      case CONSUL -> {
        ConsulSettings consul = consul();
        yield open(() -> new ConsulMembers(consul));
      }
    };
  }

  private List<Member> listed() throws StartException {
    List<Member> members = settings.get(Keys.WORKERS);
    if (members.isEmpty()) {
      throw new StartException(
          "the cluster's workers aren't known: name them with --worker ID=HOST:PORT at a router, or in the key %s, or set %s to where they are registered"
              .formatted(Keys.WORKERS.path(), MembershipKeys.REGISTRY.path()));
    }
    Set<String> ids = new HashSet<>();
    for (Member member : members) {
      if (!ids.add(member.id())) {
        throw new StartException(
            "the worker '%s' is listed twice (%s): give each its own id"
                .formatted(member.id(), Keys.WORKERS.path()));
      }
    }
    return members;
  }

  /**
   * What makes this worker known; nothing, unless workers register themselves.
   *
   * @param bound the port that routers call
   * @param memoryBytes what it has for models
   * @throws StartException where the configuration can't be used
   */
  MemberAnnouncer announcer(Endpoint bound, long memoryBytes) throws StartException {
    if (settings.get(MembershipKeys.REGISTRY) != MembershipRegistry.CONSUL) {
      return MemberAnnouncer.NONE;
    }
    Matcher address = address(MembershipKeys.ADVERTISE);
    boolean told = !settings.get(MembershipKeys.ADVERTISE).isEmpty();
    Member self =
        new Member(
            settings.get(Keys.WORKER_ID),
            told ? host(address) : reachable(bound),
            told && address.group(3) != null ? Integer.parseInt(address.group(3)) : bound.port(),
            settings.get(MembershipKeys.ZONE),
            memoryBytes,
            Set.of());
    ConsulSettings consul = consul();
    return open(() -> new ConsulAnnouncer(consul, self, settings.get(MembershipKeys.INTERVAL)));
  }

  /**
   * What this worker knows itself by in the list of members.
   *
   * @param bound the port that routers call
   * @throws StartException where the configuration can't be used
   */
  OwnEntry ownEntry(Endpoint bound) throws StartException {
    Matcher address = address(MembershipKeys.ADVERTISE);
    boolean told = !settings.get(MembershipKeys.ADVERTISE).isEmpty();
    return OwnEntry.of(
        settings.get(Keys.WORKER_ID),
        bound,
        told ? host(address) : "",
        told && address.group(3) != null ? Integer.parseInt(address.group(3)) : 0);
  }

  /** The address itself, or where every address is bound that of this machine. */
  private static String reachable(Endpoint bound) throws StartException {
    if (!bound.isEverywhere()) {
      return bound.host();
    }
    try {
      return InetAddress.getLocalHost().getHostAddress();
    } catch (UnknownHostException e) {
      throw new StartException(
          "this machine's address isn't known (%s): set %s to the address that routers are to call"
              .formatted(e.getMessage(), MembershipKeys.ADVERTISE.path()));
    }
  }

  private ConsulSettings consul() throws StartException {
    Matcher address = address(MembershipKeys.CONSUL_ADDRESS);
    if (address.group(3) == null) {
      throw wrongAddress(MembershipKeys.CONSUL_ADDRESS);
    }
    return new ConsulSettings(
        host(address),
        Integer.parseInt(address.group(3)),
        settings.get(MembershipKeys.CONSUL_SERVICE),
        settings.get(MembershipKeys.CONSUL_TAGS),
        settings.get(MembershipKeys.CONSUL_DATACENTER),
        settings.get(MembershipKeys.CONSUL_TOKEN),
        settings.get(MembershipKeys.CONSUL_TLS),
        settings.get(MembershipKeys.CONSUL_AUTHORITY));
  }

  private Matcher address(Key<String> key) throws StartException {
    String text = settings.get(key);
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches() && !text.isEmpty()) {
      throw wrongAddress(key);
    }
    return matcher;
  }

  private StartException wrongAddress(Key<String> key) {
    return new StartException(
        "%s is '%s', expected %s, such as 10.0.0.5:8500 or [fd00::5]:8500"
            .formatted(key.path(), settings.get(key), key.type().expects()));
  }

  private static String host(Matcher address) {
    return address.group(1) == null ? address.group(2) : address.group(1);
  }

  /** Something whose start may need a file. */
  private interface Opening<T> {
    T open() throws IOException;
  }

  private static <T> T open(Opening<T> opening) throws StartException {
    try {
      return opening.open();
    } catch (IOException e) {
      throw new StartException(
          "can't use %s: %s".formatted(MembershipKeys.CONSUL_AUTHORITY.path(), e.getMessage()));
    }
  }
}
