package io.gyre.worker.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for the answer of an equal one under way, which leads them. Guarded by the map
 * that holds it.
 */
final class Flight {
  private final int level;
  private final List<Follower> followers = new ArrayList<>(1);
  private @Nullable Flight behind;

  /**
   * @param level the leader's priority level, 0 for the most urgent
   * @param behind the flight of an equal, less urgent leader; null where there is none
   */
  Flight(int level, @Nullable Flight behind) {
    this.level = level;
    this.behind = behind;
  }

  /** Whether a request of that level would not wait in a less urgent place than its own. */
  boolean isUrgentEnoughFor(int asked) {
    return level <= asked;
  }

  void join(Follower follower) {
    followers.add(follower);
  }

  /** What is left of this and those behind without one of them. */
  @Nullable Flight without(Flight ended) {
    if (this == ended) {
      return behind;
    }
    behind = behind == null ? null : behind.without(ended);
    return this;
  }

  /** Those who joined; some may have been answered since. */
  List<Follower> followers() {
    return followers;
  }

  /** Those who joined this or one behind. */
  List<Follower> allFollowers() {
    List<Follower> all = new ArrayList<>(followers);
    if (behind != null) {
      all.addAll(behind.allFollowers());
    }
    return all;
  }

  /** Moves those whose deadline has passed into {@code expired}, claimed. */
  void evict(long now, List<Follower> expired) {
    followers.removeIf(follower -> {
      boolean past = follower.isPast(now) && follower.request().claim();
      if (past) {
        expired.add(follower);
      }
      return past;
    });
    if (behind != null) {
      behind.evict(now, expired);
    }
  }
}
