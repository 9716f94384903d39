package io.gyre.cluster.member;

/**
 * Makes one worker known to a registry, and keeps it known while the registry comes and goes.
 * Finding others is {@link MemberFinder}'s job.
 */
public interface MemberAnnouncer extends AutoCloseable {
  /** An announcer for registries that are written by others. */
  MemberAnnouncer NONE =
      new MemberAnnouncer() {
        @Override
        public void announce() {}

        @Override
        public void close() {}
      };

  /** Begins to make the worker known; to be called once the worker can be called. */
  void announce();

  /** Takes the worker out of the registry, where that can be reached, and ends; once. */
  @Override
  void close();
}
