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
   * No answer.
   *
   * @param reason what stood in the way
   */
  record Failed(String reason) implements Findings {}
}
