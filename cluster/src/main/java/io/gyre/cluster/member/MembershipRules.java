package io.gyre.cluster.member;

import static java.util.Comparator.comparing;

import io.gyre.cluster.member.Membership.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far a registry's word is followed. A registry that fails or forgets must not take a cluster
 * down with it: no answer and an answer without members change nothing, and when most members go at
 * once they are kept for a while. One that goes alone goes at once.
 *
 * @param hold how long members are kept that went with most of the others
 */
public record MembershipRules(Duration hold) {
  /** The loss of one is never taken for a registry that forgets. */
  private static final int LEAST_MASS_LOSS = 2;

  /** What is known after {@code findings}. It depends on the arguments alone. */
  Membership next(Membership before, Findings findings, long now) {
    return switch (findings) {
      case Findings.Failed(String reason) -> before.frozen(reason);
      case Findings.Mistaken(String reason) -> before.frozen(reason);
      case Findings.Found found when found.members().isEmpty() && !before.members().isEmpty() ->
          before.frozen(
              "the registry lists no members any more, which is not believed; list those that there"
                  + " are, or stop this process where there are none");
      case Findings.Found found -> follow(before, found, now);
    };
  }

  private Membership follow(Membership before, Findings.Found found, long now) {
    List<String> problems = new ArrayList<>(found.problems());
    Map<String, Member> listed = distinct(before, found.members(), problems);
    List<Member> missing =
        before.members().stream().filter(member -> !listed.containsKey(member.id())).toList();
    Map<String, Long> held = new TreeMap<>();
    if (isMassLoss(missing.size(), before.members().size())) {
      for (Member member : missing) {
        long since = before.heldSince().getOrDefault(member.id(), now);
        if (now - since < hold.toNanos()) {
          held.put(member.id(), since);
        }
      }
    }
    List<Member> members = new ArrayList<>(listed.values());
    missing.stream().filter(member -> held.containsKey(member.id())).forEach(members::add);
    members.sort(comparing(Member::id));
    return held.isEmpty()
        ? new Membership(State.CURRENT, "", members, held, problems, now)
        : new Membership(State.HOLDING, holding(before, held), members, held, problems, now);
  }

  private static boolean isMassLoss(int missing, int known) {
    return missing >= LEAST_MASS_LOSS && missing * 2 > known;
  }

  private String holding(Membership before, Map<String, Long> held) {
    return "%d of %d members left the registry at once (%s): they are kept for %d s"
        .formatted(
            held.size(),
            before.members().size(),
            String.join(", ", held.keySet()),
            hold.toSeconds());
  }

  /** One member for each id and each address: the one that was known before, else the first. */
  private static Map<String, Member> distinct(
      Membership before, List<Member> listed, List<String> problems) {
    List<Member> ordered = new ArrayList<>(listed.stream().distinct().toList());
    ordered.sort(
        comparing((Member member) -> !isKnown(before, member))
            .thenComparing(Member::address)
            .thenComparing(Member::id));
    Map<String, Member> byId = new HashMap<>();
    Map<String, Member> byAddress = new HashMap<>();
    for (Member member : ordered) {
      Member sameId = byId.get(member.id());
      Member sameAddress = byAddress.get(member.address());
      if (sameId != null) {
        problems.add(
            "two members have the id '%s', at %s and %s: the second is left out until one of them has another id"
                .formatted(member.id(), sameId.address(), member.address()));
      } else if (sameAddress != null) {
        problems.add(
            "'%s' and '%s' are both at %s: the second is left out until one of them is gone"
                .formatted(sameAddress.id(), member.id(), member.address()));
      } else {
        byId.put(member.id(), member);
        byAddress.put(member.address(), member);
      }
    }
    return byId;
  }

  private static boolean isKnown(Membership before, Member member) {
    return before.members().stream()
        .anyMatch(
            known -> known.id().equals(member.id()) && known.address().equals(member.address()));
  }

  /** Ids of members, for the log. */
  static String ids(List<Member> members) {
    return members.stream()
        .map(member -> member.id() + " (" + member.address() + ")")
        .collect(Collectors.joining(", "));
  }
}
