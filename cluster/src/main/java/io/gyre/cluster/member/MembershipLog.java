package io.gyre.cluster.member;

import io.gyre.cluster.member.Membership.State;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what has changed about the members, and nothing that was logged before. */
final class MembershipLog {
  private static final Logger LOG = LoggerFactory.getLogger(MembershipLog.class);

  private MembershipLog() {}

  static void note(String source, Membership before, Membership after, Findings findings) {
    List<Member> joined = without(after.members(), before.members());
    List<Member> left = without(before.members(), after.members());
    if (!joined.isEmpty()) {
      LOG.info("{}: joined: {}", source, MembershipRules.ids(joined));
    }
    if (!left.isEmpty()) {
      LOG.info("{}: left: {}", source, MembershipRules.ids(left));
    }
    after.problems().stream()
        .filter(problem -> !before.problems().contains(problem))
        .forEach(problem -> LOG.warn("{}: {}", source, problem));
    noteState(source, before, after, findings instanceof Findings.Mistaken);
  }

  private static void noteState(
      String source, Membership before, Membership after, boolean mistaken) {
    if (after.state() == before.state() && after.reason().equals(before.reason())) {
      return;
    }
    if (after.state() == State.CURRENT && after.members().isEmpty()) {
      LOG.warn("{}: it lists no members yet", source);
    } else if (after.state() == State.CURRENT) {
      int count = after.members().size();
      LOG.info("{}: its word counts, {}", source, count == 1 ? "1 member" : count + " members");
    } else if (mistaken || isNews(before, after)) {
      LOG.warn("{}: {}; the {} known members stay", source, after.reason(), after.members().size());
    } else {
      LOG.debug("{}: {}", source, after.reason());
    }
  }

  /** Reasons of one outage differ, and say nothing new; those of mistakes do. */
  private static boolean isNews(Membership before, Membership after) {
    return after.state() != before.state()
        || after.state() == State.HOLDING
        || before == Membership.NOTHING;
  }

  private static List<Member> without(List<Member> members, List<Member> others) {
    Set<Member> known = Set.copyOf(others);
    return members.stream().filter(member -> !known.contains(member)).toList();
  }
}
