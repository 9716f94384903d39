package io.gyre.cluster.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.member.Findings;
import io.gyre.cluster.member.Member;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Finds members by asking a name server that the test plays, over real datagrams. */
@Timeout(60)
class DnsMembersTest {
  @Test
  void aNameWithAddressesHasAMemberAtEach() throws Exception {
    try (FakeNameServer server = new FakeNameServer()) {
      server.address("workers.models.svc", "10.0.0.5");
      server.address("workers.models.svc", "10.0.0.6");
      server.address("workers.models.svc", "fd00::5"); // of the same worker as the first

      assertThat(ask(server, "workers.models.svc"))
          .isEqualTo(
              new Findings.Found(
                  List.of(
                      new Member("10.0.0.5:9001", "10.0.0.5", 9001),
                      new Member("10.0.0.6:9001", "10.0.0.6", 9001))));
    }
  }

  @Test
  void aNameWithAddressesOfTheSixthVersionAloneHasAMemberAtEach() throws Exception {
    try (FakeNameServer server = new FakeNameServer()) {
      server.address("workers.models.svc", "fd00::7");

      Member found = ((Findings.Found) ask(server, "workers.models.svc")).members().getFirst();
      assertThat(InetAddress.ofLiteral(found.host())).isEqualTo(InetAddress.ofLiteral("fd00::7"));
      assertThat(found.id()).isEqualTo(found.address()).startsWith("[fd00:");
    }
  }

  @Test
  void aServiceNameHasHostsWithPorts() throws Exception {
    try (FakeNameServer server = new FakeNameServer()) {
      server.service("_grpc._tcp.workers.models.svc", 8001, "gyre-0.workers.models.svc");
      server.service("_grpc._tcp.workers.models.svc", 8002, "gyre-1.workers.models.svc");

      assertThat(ask(server, "_grpc._tcp.workers.models.svc"))
          .isEqualTo(
              new Findings.Found(
                  List.of(
                      new Member("gyre-0", "gyre-0.workers.models.svc", 8001),
                      new Member("gyre-1", "gyre-1.workers.models.svc", 8002))));
    }
  }

  @Test
  void aNameThatIsNoneHasNoMembers() throws Exception {
    try (FakeNameServer server = new FakeNameServer()) {
      assertThat(ask(server, "workers.models.svc")).isEqualTo(new Findings.Found(List.of()));
    }
  }

  @Test
  void aServerThatFailsIsNoAnswer() throws Exception {
    try (FakeNameServer server = new FakeNameServer()) {
      server.fail();

      assertThat(ask(server, "workers.models.svc"))
          .isInstanceOfSatisfying(
              Findings.Failed.class,
              failed -> assertThat(failed.reason()).contains("workers.models.svc"));
    }
  }

  @Test
  void recordsThatNameNoMemberAreNamed() {
    DnsMembers members =
        new DnsMembers(
            (_, _) -> List.of("0 0 70000 a.svc.", "0 0 8001", "0 0 8001 b.svc."),
            "_grpc._tcp.svc",
            0,
            Duration.ZERO);

    assertThat(members.find())
        .isInstanceOfSatisfying(
            Findings.Found.class,
            found -> {
              assertThat(found.members()).containsExactly(new Member("b", "b.svc", 8001));
              assertThat(found.problems()).hasSize(2);
              assertThat(found.problems().getFirst()).contains("70000");
            });
  }

  private static Findings ask(FakeNameServer server, String name) {
    try (DnsMembers members =
        new DnsMembers(new JndiLookup(server.address()), name, 9001, Duration.ofSeconds(5))) {
      assertThat(members.pause()).isEqualTo(Duration.ofSeconds(5));
      return members.find();
    }
  }
}
