package io.gyre.cluster.member;

import static io.gyre.cluster.member.FakeFinder.members;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.member.Membership.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MembershipRulesTest {
  private static final long SECOND = 1_000_000_000;

  private final MembershipRules rules = new MembershipRules(Duration.ofSeconds(60));
  private Membership known = Membership.NOTHING;
  private long now = 7 * SECOND;

  @Test
  void followsAnAnswer() {
    list("b", "a");

    assertThat(known.state()).isEqualTo(State.CURRENT);
    assertThat(known.members()).isEqualTo(members("a", "b"));
    assertThat(known.answeredAt()).isEqualTo(now);
  }

  @Test
  void aNewAddressTakesThePlaceOfTheOld() {
    list("a");
    find(new Findings.Found(List.of(new Member("a", "elsewhere", 9))));

    assertThat(known.members()).containsExactly(new Member("a", "elsewhere", 9));
  }

  @Test
  void aFailureFreezesWhatIsKnown() {
    list("a", "b");
    long answered = now;
    now += SECOND;
    fail("connection refused");

    assertThat(known.state()).isEqualTo(State.FROZEN);
    assertThat(known.reason()).isEqualTo("connection refused");
    assertThat(known.members()).isEqualTo(members("a", "b"));
    assertThat(known.answeredAt()).isEqualTo(answered);
  }

  @Test
  void beforeTheFirstAnswerNothingIsFrozen() {
    fail("connection refused");

    assertThat(known.state()).isEqualTo(State.UNKNOWN);
    assertThat(known.reason()).isEqualTo("connection refused");
  }

  @Test
  void anEmptyAnswerIsBelievedOnlyWhereNobodyIsKnown() {
    list();
    assertThat(known.state()).isEqualTo(State.CURRENT);
    list("a");
    list();

    assertThat(known.state()).isEqualTo(State.FROZEN);
    assertThat(known.members()).isEqualTo(members("a"));
  }

  @Test
  void oneThatGoesAloneGoesAtOnce() {
    list("a", "b");
    list("b");

    assertThat(known.state()).isEqualTo(State.CURRENT);
    assertThat(known.members()).isEqualTo(members("b"));
  }

  @Test
  void mostAtOnceAreKeptForAWhile() {
    list("a", "b", "c");
    list("b");

    assertThat(known.state()).isEqualTo(State.HOLDING);
    assertThat(known.reason()).contains("2 of 3").contains("a, c").contains("60 s");
    assertThat(known.members()).isEqualTo(members("a", "b", "c"));

    now += 59 * SECOND;
    list("b");
    assertThat(known.members()).hasSize(3);
    now += SECOND;
    list("b");
    assertThat(known.members()).isEqualTo(members("b"));
    assertThat(known.state()).isEqualTo(State.CURRENT);
  }

  @Test
  void anOutageDoesNotProlongWhatIsHeld() {
    list("a", "b", "c");
    list("b");
    fail("gone");
    now += 60 * SECOND;
    assertThat(known.members()).hasSize(3);
    list("b");

    assertThat(known.members()).isEqualTo(members("b"));
  }

  @Test
  void thoseThatComeBackAreHeldNoMore() {
    list("a", "b", "c");
    list("b");
    list("a", "b", "c");

    assertThat(known.state()).isEqualTo(State.CURRENT);
    assertThat(known.heldSince()).isEmpty();
  }

  @Test
  void ofTwoWithOneIdTheOneThatWasKnownStays() {
    Member first = new Member("a", "10.0.0.2", 8001);
    Member second = new Member("a", "10.0.0.1", 8001);
    find(new Findings.Found(List.of(first)));
    find(new Findings.Found(List.of(second, first, new Member("b", "10.0.0.3", 8001))));

    assertThat(known.members()).extracting(Member::address).contains("10.0.0.2:8001").hasSize(2);
    assertThat(known.problems())
        .singleElement()
        .asString()
        .contains("'a'")
        .contains("10.0.0.2:8001")
        .contains("10.0.0.1:8001");
  }

  @Test
  void twoIdsOfOneAddressAreNamed() {
    find(new Findings.Found(List.of(new Member("a", "h", 1), new Member("b", "h", 1))));

    assertThat(known.members()).extracting(Member::id).containsExactly("a");
    assertThat(known.problems()).singleElement().asString().contains("'a' and 'b'");
  }

  @Test
  void listingAMemberTwiceIsNoProblem() {
    find(new Findings.Found(List.of(new Member("a", "h", 1), new Member("a", "h", 1))));

    assertThat(known.members()).hasSize(1);
    assertThat(known.problems()).isEmpty();
  }

  @Test
  void whateverTheRegistrySaysAKnownClusterIsNeverEmptied() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      known = Membership.NOTHING;
      list("a", "b", "c", "d", "e");
      for (int step = 0; step < 100; step++) {
        now += random.nextLong(40 * SECOND);
        Membership before = known;
        if (random.nextInt(4) == 0) {
          fail("outage");
          assertThat(known.members()).as("seed %d", seed).isEqualTo(before.members());
        } else {
          list(some(random));
          assertThat(lostAtOnce(before)).as("seed %d", seed).isTrue();
        }
        assertThat(known.members()).as("seed %d", seed).isNotEmpty();
      }
    }
  }

  /** Whether those who went were few, or were missed for long enough. */
  private boolean lostAtOnce(Membership before) {
    Set<Member> gone = new HashSet<>(before.members());
    known.members().forEach(gone::remove);
    return gone.size() < 2
        || gone.size() * 2 <= before.members().size()
        || gone.stream()
            .allMatch(
                member -> now - before.heldSince().getOrDefault(member.id(), now) >= 60 * SECOND);
  }

  private static String[] some(Random random) {
    List<String> ids = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
    Collections.shuffle(ids, random);
    return ids.subList(0, random.nextInt(6)).toArray(String[]::new);
  }

  private void list(String... ids) {
    find(new Findings.Found(members(ids)));
  }

  private void fail(String reason) {
    find(new Findings.Failed(reason));
  }

  private void find(Findings findings) {
    known = rules.next(known, findings, now);
  }
}
