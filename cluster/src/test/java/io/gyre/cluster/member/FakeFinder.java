package io.gyre.cluster.member;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** A registry that a test plays: it says what the test says, the last again and again. */
public final class FakeFinder implements MemberFinder {
  public boolean closed;
  private final Deque<Findings> script = new ArrayDeque<>();

  /** Answers with members of these ids. */
  public void lists(String... ids) {
    script.add(new Findings.Found(members(ids)));
  }

  /** Answers with {@code findings}. */
  public void says(Findings findings) {
    script.add(findings);
  }

  /** Doesn't answer. */
  public void fails(String reason) {
    script.add(new Findings.Failed(reason));
  }

  /** Members of these ids, each at a host named after it. */
  public static List<Member> members(String... ids) {
    return Arrays.stream(ids).map(id -> new Member(id, "host-" + id, 8001)).toList();
  }

  @Override
  public String source() {
    return "fake registry";
  }

  @Override
  public Findings find() {
    Findings next = script.size() > 1 ? script.remove() : script.peek();
    if (next == null) {
      throw new IllegalStateException("a defect");
    }
    return next;
  }

  @Override
  public Duration pause() {
    return Duration.ofSeconds(5);
  }

  @Override
  public void close() {
    closed = true;
  }
}
