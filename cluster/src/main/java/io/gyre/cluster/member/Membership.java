package io.gyre.cluster.member;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of the members at one moment.
 *
 * @param state how far the registry's word is followed
 * @param reason why it isn't followed; empty where it is
 * @param members whom to call, by ascending id
 * @param heldSince members that the registry no longer lists and that are kept all the same, each
 *     with the moment at which it was first missed
 * @param problems what is wrong with the registry's list, each in a sentence
 * @param answeredAt when the registry last answered, on the clock of {@link System#nanoTime()};
 *     meaningless where the state is UNKNOWN
 */
public record Membership(
    State state,
    String reason,
    List<Member> members,
    Map<String, Long> heldSince,
    List<String> problems,
    long answeredAt) {
  /** How far a registry's word is followed. */
  public enum State {
    /** It has never answered: there are no members. Next: any other. */
    UNKNOWN,
    /** Its last answer is what counts. Next: HOLDING, FROZEN. */
    CURRENT,
    /** It lost many members at once, which are kept for a while. Next: CURRENT, FROZEN. */
    HOLDING,
    /** It doesn't answer, or lists nobody: the last known members count. Next: CURRENT, HOLDING. */
    FROZEN
  }

  /** What is known before the first answer. */
  public static final Membership NOTHING =
      new Membership(
          State.UNKNOWN, "the registry has not been asked yet", List.of(), Map.of(), List.of(), 0);

  public Membership {
    members = List.copyOf(members);
    problems = List.copyOf(problems);
    heldSince = Collections.unmodifiableMap(new TreeMap<>(heldSince));
  }

  /** Members that nobody asks a registry for. */
  public static Membership fixed(List<Member> members) {
    return new Membership(State.CURRENT, "", members, Map.of(), List.of(), 0);
  }

  /** The same members, though the registry says nothing that could be followed. */
  Membership frozen(String why) {
    return new Membership(
        state == State.UNKNOWN ? State.UNKNOWN : State.FROZEN,
        why,
        members,
        heldSince,
        problems,
        answeredAt);
  }
}
