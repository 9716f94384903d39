package io.gyre.cluster.member;

import java.util.List;

/** What came of one question for the members. */
public sealed interface Findings {
  /**
   * An answer.
   *
   * @param members those listed, as they are listed
   * @param problems entries that are none, each in a sentence that names it
   */
  record Found(List<Member> members, List<String> problems) implements Findings {
    public Found {
      members = List.copyOf(members);
      problems = List.copyOf(problems);
    }

    public Found(List<Member> members) {
      this(members, List.of());
    }
  }

  /**
   * An answer that can't be followed, as what it says is wrong. Asking again soon is no trouble for
   * anybody, and who mends it waits for that.
   *
   * @param reason what is wrong with it
   */
  record Mistaken(String reason) implements Findings {}

  /**
   * No answer.
   *
   * @param reason what stood in the way
   */
  record Failed(String reason) implements Findings {}
}
