package io.gyre.worker.cache;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests that wait for the answer of an equal one under way. Guarded by the map that holds it.
 */
final class Flight {
  private final List<Follower> followers = new ArrayList<>(1);

  void join(Follower follower) {
    followers.add(follower);
  }

  /** Those who joined; some may have been answered since. */
  List<Follower> followers() {
    return followers;
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
  }
}
