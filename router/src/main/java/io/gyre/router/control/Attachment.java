package io.gyre.router.control;

import io.gyre.cluster.control.ControlListener;
import io.gyre.cluster.member.Member;
import io.gyre.proto.worker.WorkerMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Holds the control stream to one worker: attaches, attaches again where the stream is lost, and
 * forgets what the worker announced when it stays lost. A worker that is lost and listed no more is
 * given up. Confined to the control loop.
 */
final class Attachment {
  private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);

  private final WorkerLink link;
  private final ControlSettings settings;
  private final LoopScheduler scheduler;
  private final RandomGenerator random;
  private final Consumer<Set<String>> changed;
  private final Consumer<Attachment> dropped;
  private final Function<String, Optional<Target>> attachedElsewhere;

  /** Counts the streams; what a stream before this one says comes too late. */
  private int stream;

  /** Counts how often a stream that had brought a snapshot was lost. */
  private int losses;

  private int failures;
  private boolean settled;
  private boolean heard;
  private boolean forgotten;
  private boolean replaced;
  private boolean ended;

  /**
   * @param changed takes the models that may have changed, after each event
   * @param dropped learns that the worker, which is listed no more, is given up
   * @param attachedElsewhere finds the worker of another attachment that is the same process
   */
  Attachment(
      WorkerLink link,
      ControlSettings settings,
      LoopScheduler scheduler,
      RandomGenerator random,
      Consumer<Set<String>> changed,
      Consumer<Attachment> dropped,
      Function<String, Optional<Target>> attachedElsewhere) {
    this.link = link;
    this.settings = settings;
    this.scheduler = scheduler;
    this.random = random;
    this.changed = changed;
    this.dropped = dropped;
    this.attachedElsewhere = attachedElsewhere;
  }

  Target target() {
    return link.target();
  }

  /** Takes what the list says of the worker at the same address. */
  void relist(Target now) {
    if (!now.equals(link.target())) {
      link.relist(now);
      changed.accept(Set.of());
    }
  }

  /** Whether the first attempt to hear of the worker is over, one way or the other. */
  boolean isSettled() {
    return settled;
  }

  /** Whether the worker has ever sent a snapshot. */
  boolean wasHeard() {
    return heard;
  }

  void start() {
    dial();
    scheduler.schedule(settings.trust(), this::giveUpWaiting);
  }

  private void giveUpWaiting() {
    if (!settled) {
      settled = true;
      changed.accept(Set.of());
    }
  }

  /**
   * Notes whether membership lists the worker. One that is listed no more is used for as long as it
   * answers: membership says whom to call, not whom to drop.
   *
   * @param elsewhere whether the worker is listed at another address
   */
  void list(boolean listed, boolean elsewhere) {
    replaced = elsewhere;
    if (link.isListed() != listed) {
      link.list(listed);
      changed.accept(Set.of());
    }
    if (!listed && !link.isConnected() && (elsewhere || forgotten || !heard)) {
      drop();
    }
  }

  private void drop() {
    if (ended) {
      return;
    }
    ended = true;
    settled = true;
    stream++;
    link.close();
    changed.accept(link.forget());
    dropped.accept(this);
  }

  private void dial() {
    if (ended) {
      return;
    }
    int number = ++stream;
    try {
      link.opened(link.target().worker().attach(settings.router(), new Listener(number)));
    } catch (RuntimeException refused) {
      onEnd(number, String.valueOf(refused.getMessage()));
    }
  }

  private void onMessage(int number, WorkerMessage message) {
    if (number != stream) {
      return;
    }
    settled = true;
    String process = message.getSnapshot().getProcess();
    Optional<Target> same = attachedElsewhere.apply(process);
    if (same.isPresent()) {
      leaveTo(same.get(), process);
      return;
    }
    heard = true;
    forgotten = false;
    failures = 0;
    if (message.hasSnapshot() && !link.isConnected()) {
      LOG.info("worker {} is attached", link.target().member().id());
    }
    changed.accept(link.receive(message));
  }

  /**
   * Ends this stream, as a worker has one of each router: the two would end each other for ever.
   */
  private void leaveTo(Target same, String process) {
    String reason =
        "is the process that this router is attached to already, as worker %s at %s: list it once"
            .formatted(same.member().id(), same.member().address());
    if (!reason.equals(link.lastError())) {
      LOG.warn("worker {}{} {}", link.target().member().id(), address(), reason);
    }
    stream++;
    link.close();
    changed.accept(link.lost(reason));
    waitFor(process);
  }

  /** Dials again once the other attachment is lost. */
  private void waitFor(String process) {
    scheduler.schedule(
        settings.longestRedial(),
        () -> {
          if (attachedElsewhere.apply(process).isPresent()) {
            waitFor(process);
          } else {
            dial();
          }
        });
  }

  private void onEnd(int number, String reason) {
    if (number != stream) {
      return;
    }
    stream++;
    settled = true;
    if (link.isConnected()) {
      int loss = ++losses;
      scheduler.schedule(settings.trust(), () -> forgetUnlessBack(loss));
    }
    if (replaced) {
      LOG.info("worker {}{} is at another address now", link.target().member().id(), address());
      drop();
      return;
    }
    Duration pause = pause();
    // Said ever more rarely: a worker may be gone for days.
    LOG.atLevel(Integer.bitCount(failures) == 1 ? Level.WARN : Level.DEBUG)
        .log(
            "worker {}{}: control stream ended ({}), {} in a row, next attempt in {} ms",
            link.target().member().id(),
            address(),
            reason,
            failures,
            pause.toMillis());
    changed.accept(link.lost(reason));
    scheduler.schedule(pause, this::dial);
  }

  /** Where the worker is looked for; nothing for one of this process. */
  private String address() {
    Member member = link.target().member();
    return member.host().isEmpty() ? "" : " at " + member.host() + ":" + member.port();
  }

  /**
   * Between half and the whole of a pause that doubles: routers that lost a worker together don't
   * return together.
   */
  private Duration pause() {
    long longest = settings.longestRedial().toNanos();
    long doubled = settings.firstRedial().toNanos() << Math.min(failures++, 20);
    long limit = Math.min(longest, doubled);
    return Duration.ofNanos(limit / 2 + random.nextLong(limit / 2 + 1));
  }

  private void forgetUnlessBack(int loss) {
    if (!ended && !link.isConnected() && loss == losses) {
      LOG.warn(
          "worker {} has been silent for {} s: its replicas are no longer used",
          link.target().member().id(),
          settings.trust().toSeconds());
      forgotten = true;
      changed.accept(link.forget());
      if (!link.isListed()) {
        drop();
      }
    }
  }

  /** Hands what a stream says to the control loop, whatever thread it comes on. */
  private final class Listener implements ControlListener {
    private final int number;

    Listener(int number) {
      this.number = number;
    }

    @Override
    public void onMessage(WorkerMessage message) {
      scheduler.execute(() -> Attachment.this.onMessage(number, message));
    }

    @Override
    public void onEnd(String reason) {
      scheduler.execute(() -> Attachment.this.onEnd(number, reason));
    }
  }
}
