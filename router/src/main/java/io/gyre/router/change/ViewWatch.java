package io.gyre.router.change;

import io.gyre.router.control.ClusterView;
import io.gyre.router.control.LoopScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Those who wait for a view that tells them something. Confined to the scheduler's thread. */
public final class ViewWatch {
  private final LoopScheduler scheduler;
  private final List<Waiter<?>> waiters = new ArrayList<>();
  private ClusterView latest = ClusterView.NOTHING;

  public ViewWatch(LoopScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Somebody who waits. */
  private record Waiter<T>(
      Function<ClusterView, Optional<T>> question, CompletableFuture<T> answer) {
    /** Asks the question; the result says whether the wait is over. */
    boolean ask(ClusterView now) {
      try {
        question.apply(now).ifPresent(answer::complete);
      } catch (RuntimeException defect) {
        answer.completeExceptionally(defect);
      }
      return answer.isDone();
    }
  }

  /** Takes a view that has just been published. */
  public void note(ClusterView now) {
    latest = now;
    waiters.removeIf(waiter -> waiter.ask(now));
  }

  /**
   * Waits for the first view that answers a question. For any thread.
   *
   * @param tooLate the answer where none does for that long
   */
  <T> CompletionStage<T> await(
      Function<ClusterView, Optional<T>> question, Duration longest, Supplier<T> tooLate) {
    Waiter<T> waiter = new Waiter<>(question, new CompletableFuture<>());
    scheduler.execute(() -> {
      if (!waiter.ask(latest)) {
        waiters.add(waiter);
        scheduler.schedule(longest, () -> giveUp(waiter, tooLate));
      }
    });
    return waiter.answer();
  }

  private <T> void giveUp(Waiter<T> waiter, Supplier<T> tooLate) {
    if (waiters.remove(waiter)) {
      waiter.answer().complete(tooLate.get());
    }
  }
}
