package io.gyre.loader.desired;

/**
 * How many replicas demand brought a model to.
 *
 * @param count replicas; 0 for as many as it has without demand
 * @param offered fewer, to which it comes down unless one of its hosts objects; 0 for none
 */
public record ReplicaCount(int count, int offered) {
  /** As many as without demand. */
  public static final ReplicaCount NONE = new ReplicaCount(0, 0);

  /** Whether it is to come down. */
  public boolean isOffered() {
    return offered != 0;
  }
}
