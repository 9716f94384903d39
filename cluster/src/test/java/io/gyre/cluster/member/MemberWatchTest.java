package io.gyre.cluster.member;

import static io.gyre.cluster.member.FakeFinder.members;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.member.Membership.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemberWatchTest {
  private final FakeFinder finder = new FakeFinder();
  private final List<List<Member>> told = new ArrayList<>();
  private final MemberWatch watch =
      new MemberWatch(finder, new MembershipRules(Duration.ofSeconds(60)), () -> 0, new Random(1));

  @Test
  void tellsOfMembersOnceTheyHaveChanged() throws Exception {
    finder.lists("a");
    finder.lists("a");
    finder.fails("gone");
    finder.lists("a", "b");
    for (int i = 0; i < 4; i++) {
      watch.step(told::add);
    }
    assertThat(told).containsExactly(members("a"), members("a", "b"));
  }

  @Test
  void asksAgainAfterTheFindersPauseAndAfterFailuresWithGrowingOnes() throws Exception {
    finder.lists("a");
    assertThat(watch.step(told::add)).isEqualTo(Duration.ofSeconds(5));
    finder.fails("gone");
    watch.step(told::add);
    assertThat(watch.step(told::add)).isBetween(Duration.ofMillis(125), Duration.ofMillis(500));
    for (int i = 0; i < 50; i++) {
      assertThat(watch.step(told::add)).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }
    assertThat(watch.step(told::add)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    finder.lists("a");
    watch.step(told::add);
    assertThat(watch.step(told::add)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void asksAgainAfterTheFindersPauseWhereAnAnswerIsWrong() throws Exception {
    finder.lists("a");
    watch.step(told::add);
    finder.says(new Findings.Mistaken("line 3: no such key"));
    for (int i = 0; i < 20; i++) {
      assertThat(watch.step(told::add)).isEqualTo(Duration.ofSeconds(5));
    }
    assertThat(watch.view().state()).isEqualTo(State.FROZEN);
    assertThat(watch.view().reason()).isEqualTo("line 3: no such key");
    assertThat(watch.view().members()).isEqualTo(members("a"));
  }

  @Test
  void aDefectOfTheFinderFreezesAsAnOutageDoes() throws Exception {
    watch.step(told::add);
    assertThat(watch.view().state()).isEqualTo(State.UNKNOWN);
    assertThat(watch.view().reason()).contains("a defect");
  }

  @Test
  void anErrorLeavesTheLastMembersInForceAndTheNewsToBeToldAgain() throws Exception {
    finder.lists("a");
    finder.lists("a", "b");
    watch.step(told::add);
    watch.step(_ -> {
      throw new StackOverflowError("a defect");
    });
    assertThat(watch.view().state()).isEqualTo(State.FROZEN);
    assertThat(watch.view().reason()).contains("a defect");
    assertThat(watch.view().members()).isEqualTo(members("a"));
    watch.step(told::add);
    assertThat(watch.view().state()).isEqualTo(State.CURRENT);
    assertThat(told).containsExactly(members("a"), members("a", "b"));
  }

  @Test
  void asksOnItsOwnThreadUntilItIsClosed() throws Exception {
    finder.lists("a");
    BlockingQueue<List<Member>> heard = new LinkedBlockingQueue<>();
    MemberWatch running =
        new MemberWatch(
            finder, new MembershipRules(Duration.ZERO), System::nanoTime, new Random(1));
    running.start(heard::add);
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(members("a"));
    running.close();
    assertThat(finder.closed).isTrue();
    assertThat(running.source().name()).isEqualTo("fake registry");
    assertThat(running.source().membership().get().members()).isEqualTo(members("a"));
  }
}
