package io.gyre.loader.config;

import java.util.List;

/**
 * The priority levels of a model's queue, and what requests of each may do while they wait.
 *
 * @param policies the policy of each level, the most urgent level first; at least one
 * @param defaultLevel place in {@code policies} of requests that ask for no level there is
 */
public record PriorityLevels(List<QueuePolicy> policies, int defaultLevel) {
  /** One level that sets no limits. */
  public static final PriorityLevels NONE = one(QueuePolicy.UNLIMITED);

  public PriorityLevels {
    policies = List.copyOf(policies);
    if (defaultLevel < 0 || defaultLevel >= policies.size()) {
      throw new IllegalArgumentException(
          "default level " + defaultLevel + " of " + policies.size() + " levels");
    }
  }

  /** One level for every request. */
  public static PriorityLevels one(QueuePolicy policy) {
    return new PriorityLevels(List.of(policy), 0);
  }

  public int count() {
    return policies.size();
  }

  /**
   * Place of the level that a request asks for, which counts from 1 without a sign; 0 and levels
   * that there aren't mean the default.
   */
  public int place(long asked) {
    return asked > 0 && asked <= policies.size() ? (int) (asked - 1) : defaultLevel;
  }
}
