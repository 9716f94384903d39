package io.gyre.cli.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.remote.PlayedWorker;
import io.gyre.cluster.consul.ConsulAnnouncer;
import io.gyre.cluster.consul.ConsulMembers;
import io.gyre.cluster.consul.ConsulSettings;
import io.gyre.cluster.member.Findings;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.member.MemberWatch;
import io.gyre.cluster.member.Membership;
import io.gyre.cluster.member.Membership.State;
import io.gyre.cluster.member.MembershipRules;
import io.gyre.worker.service.WorkerServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Announces real worker ports to a real agent, and finds them there. */
@Timeout(120)
class ConsulTest {
  private static final Duration OFTEN = Duration.ofMillis(500);
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final String TOKEN = "6f0b3a9e-1111-4222-8333-444455556666";

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private WorkerServer server;

  @TempDir private Path folder;

  @BeforeAll
  static void needsConsul() {
    ConsulAgent.executable();
  }

  @BeforeEach
  void start() throws Exception {
    server = listen();
  }

  private WorkerServer listen() throws Exception {
    return WorkerServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), loops, new PlayedWorker());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
  }

  @Test
  void aWorkerIsFoundAsItAnnouncesItselfUntilItLeaves() throws Exception {
    Member first =
        new Member("w1", "127.0.0.1", server.port(), "north", 8L << 30, Set.of("cuda:0"));
    Member second = new Member("w2", "localhost", server.port());
    try (ConsulAgent agent = ConsulAgent.start(folder, "");
        MemberWatch watch = watch(settings(agent))) {
      watch.start(_ -> {});
      ConsulAnnouncer one = new ConsulAnnouncer(settings(agent), first, OFTEN);
      one.announce();
      await(watch, known -> known.members().equals(List.of(first)));
      try (ConsulAnnouncer two = new ConsulAnnouncer(settings(agent), second, OFTEN)) {
        two.announce();
        await(watch, known -> known.members().equals(List.of(first, second)));
        one.close();
        await(watch, known -> known.members().equals(List.of(second)));
      }
      await(watch, known -> known.state() == State.FROZEN);
      assertThat(watch.view().members()).containsExactly(second);
      assertThat(watch.view().reason()).contains("no members");
    }
  }

  @Test
  void anAgentThatIsKilledAndComesBackEmptyChangesNothing() throws Exception {
    Member self = new Member("w1", "127.0.0.1", server.port());
    try (ConsulAgent agent = ConsulAgent.start(folder, "");
        MemberWatch watch = watch(settings(agent));
        ConsulAnnouncer announcer = new ConsulAnnouncer(settings(agent), self, OFTEN)) {
      watch.start(_ -> {});
      announcer.announce();
      await(watch, known -> known.state() == State.CURRENT && !known.members().isEmpty());
      agent.kill();
      await(watch, known -> known.state() == State.FROZEN);
      assertThat(watch.view().members()).containsExactly(self);
      assertThat(watch.view().reason()).contains("127.0.0.1:" + agent.port());
      agent.start();
      await(watch, known -> known.state() == State.CURRENT);
      assertThat(watch.view().members()).containsExactly(self);
    }
  }

  @Test
  void aWorkerWhoseCheckFailsIsFoundNoMore() throws Exception {
    Member self = new Member("w1", "127.0.0.1", server.port());
    try (WorkerServer dies = listen();
        ConsulAgent agent = ConsulAgent.start(folder, "");
        MemberWatch watch = watch(settings(agent));
        ConsulAnnouncer alive = new ConsulAnnouncer(settings(agent), self, OFTEN);
        ConsulAnnouncer dead =
            new ConsulAnnouncer(
                settings(agent), new Member("w2", "127.0.0.1", dies.port()), OFTEN)) {
      watch.start(_ -> {});
      alive.announce();
      dead.announce();
      await(watch, known -> known.members().size() == 2);
      dies.close();
      await(watch, known -> known.members().equals(List.of(self)));
    }
  }

  @Test
  void anAgentThatWantsTlsAndATokenGetsThem() throws Exception {
    ConsulAgent.run(folder, "tls", "ca", "create");
    ConsulAgent.run(folder, "tls", "cert", "create", "-server");
    Path authority = folder.resolve("consul-agent-ca.pem");
    Member self = new Member("w1", "127.0.0.1", server.port());
    try (ConsulAgent agent = ConsulAgent.start(folder, secured(authority))) {
      ConsulSettings right = secured(agent, TOKEN, Optional.of(authority));
      try (MemberWatch watch = watch(right);
          ConsulAnnouncer announcer = new ConsulAnnouncer(right, self, OFTEN)) {
        watch.start(_ -> {});
        announcer.announce();
        await(watch, known -> known.members().equals(List.of(self)));
      }
      assertFails(
          secured(agent, "00000000-1111-4222-8333-444455556666", Optional.of(authority)), "403");
      assertFails(secured(agent, TOKEN, Optional.empty()), "certification path");
    }
  }

  private static void assertFails(ConsulSettings settings, String reason) throws Exception {
    try (ConsulMembers members = new ConsulMembers(settings)) {
      assertThat(members.find())
          .isInstanceOfSatisfying(
              Findings.Failed.class, failed -> assertThat(failed.reason()).contains(reason));
    }
  }

  private String secured(Path authority) throws Exception {
    assertThat(Files.exists(folder.resolve("dc1-server-consul-0.pem"))).isTrue();
    return """
    ports { http = -1, https = PORT }
    ca_file = "%s"
    cert_file = "dc1-server-consul-0.pem"
    key_file = "dc1-server-consul-0-key.pem"
    acl {
      enabled = true
      default_policy = "deny"
      tokens { initial_management = "%s", agent = "%s" }
    }
    """
        .formatted(authority, TOKEN, TOKEN);
  }

  private static ConsulSettings secured(ConsulAgent agent, String token, Optional<Path> authority) {
    return new ConsulSettings(
        "localhost", agent.port(), "gyre-worker", List.of("blue"), "dc1", token, true, authority);
  }

  private static ConsulSettings settings(ConsulAgent agent) {
    return new ConsulSettings(
        "127.0.0.1",
        agent.port(),
        "gyre-worker",
        List.of("blue", "test"),
        "",
        "",
        false,
        Optional.empty());
  }

  private static MemberWatch watch(ConsulSettings settings) throws Exception {
    return new MemberWatch(
        new ConsulMembers(settings),
        new MembershipRules(Duration.ofSeconds(60)),
        System::nanoTime,
        new Random(1));
  }

  private static void await(MemberWatch watch, Predicate<Membership> condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.test(watch.view())) {
      assertThat(System.nanoTime()).as("waits in vain at %s", watch.view()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
