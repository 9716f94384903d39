package io.gyre.cluster.member;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows one registry on a thread of its own, and tells who the members are from now on. */
public final class MemberWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemberWatch.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(250);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);
  private static final int MOST_DOUBLINGS = 10;
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private final MemberFinder finder;
  private final MembershipRules rules;
  private final LongSupplier clock;
  private final RandomGenerator random;
  private int failures;
  private volatile Membership view = Membership.NOTHING;
  private volatile boolean closed;
  private @Nullable Thread thread;

  /**
   * A watch that has not asked yet.
   *
   * @param finder asks the registry; closed with the watch
   * @param clock {@link System#nanoTime()}
   * @param random spreads the questions after a failure
   */
  public MemberWatch(
      MemberFinder finder, MembershipRules rules, LongSupplier clock, RandomGenerator random) {
    this.finder = finder;
    this.rules = rules;
    this.clock = clock;
    this.random = random;
  }

  /** What is asked, and what is known. */
  public MembershipSource source() {
    return new MembershipSource(finder.source(), this::view);
  }

  /** What is known at present; one volatile read. */
  public Membership view() {
    return view;
  }

  /**
   * Begins to ask. To be called once.
   *
   * @param listener takes the members, each time that they have changed, on the watch's thread
   */
  public void start(Consumer<List<Member>> listener) {
    thread = Thread.ofPlatform().daemon().name("gyre-members").start(() -> run(listener));
  }

  private void run(Consumer<List<Member>> listener) {
    try {
      while (!closed) {
        Thread.sleep(step(listener));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  /**
   * Asks once, and decides what is known from now on; the result says when to ask again. After a
   * defect the last members are kept, visibly, and it is asked again all the same.
   */
  Duration step(Consumer<List<Member>> listener) throws InterruptedException {
    Membership before = view;
    try {
      return ask(listener);
    } catch (RuntimeException | Error defect) {
      view = before.frozen("following the registry failed unexpectedly: " + defect);
      LOG.error("{}: the members can't be followed at present", finder.source(), defect);
      return retry();
    }
  }

  private Duration ask(Consumer<List<Member>> listener) throws InterruptedException {
    Findings findings = find();
    if (closed) {
      return Duration.ZERO;
    }
    Membership before = view;
    Membership after = rules.next(before, findings, clock.getAsLong());
    view = after;
    MembershipLog.note(finder.source(), before, after, findings);
    if (!after.members().equals(before.members())) {
      tell(listener, after.members());
    }
    if (findings instanceof Findings.Failed) {
      return retry();
    }
    failures = 0;
    return finder.pause();
  }

  private Findings find() throws InterruptedException {
    try {
      return finder.find();
    } catch (RuntimeException defect) {
      LOG.error("{}: the question for members failed unexpectedly", finder.source(), defect);
      return new Findings.Failed("the question failed: " + defect);
    }
  }

  private void tell(Consumer<List<Member>> listener, List<Member> members) {
    try {
      listener.accept(members);
    } catch (RuntimeException defect) {
      LOG.error("{}: the news of members can't be used", finder.source(), defect);
    }
  }

  /** Between half and the whole of a pause that doubles, so that not all ask at once. */
  private Duration retry() {
    long doubled = FIRST_RETRY.toNanos() << Math.min(failures++, MOST_DOUBLINGS);
    long limit = Math.min(LONGEST_RETRY.toNanos(), doubled);
    return Duration.ofNanos(limit / 2 + random.nextLong(limit / 2 + 1));
  }

  /** Asks no more. What is known stays readable. */
  @Override
  public void close() {
    closed = true;
    finder.close();
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      try {
        if (!running.join(LONGEST_END)) {
          LOG.warn("{}: a question is still under way, and is left behind", finder.source());
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
