package io.gyre.cluster.placement;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A unit whose hosts are, or may be, other ones than before, as far as pairs were looked at. */
final class ChangedUnit {
  private final int replicas;
  private final Cursor cursor;
  private int[] hosts;
  private int spread;
  private long last = Assignment.OPEN;
  private @Nullable Pair awaited;

  /**
   * @param hosts its hosts up to now
   * @param spread how many of these were accepted in its first pass
   * @param cursor where it goes on
   */
  ChangedUnit(int replicas, int[] hosts, int spread, Cursor cursor) {
    this.replicas = replicas;
    this.hosts = hosts;
    this.spread = spread;
    this.cursor = cursor;
  }

  boolean lacks() {
    return hosts.length < replicas;
  }

  int[] hosts() {
    return hosts;
  }

  int spread() {
    return spread;
  }

  long last() {
    return last;
  }

  void accept(Pair pair) {
    hosts = Arrays.copyOf(hosts, hosts.length + 1);
    hosts[hosts.length - 1] = pair.member();
    if (pair.pass().spreads()) {
      spread++;
    }
    if (!lacks()) {
      last = pair.order();
    }
  }

  /**
   * The pair to look at next on the unit's own account, once the one before was looked at.
   *
   * @param seen the pair that was looked at; null at the beginning
   */
  @Nullable Pair next(@Nullable Pair seen) {
    if (!lacks() || (awaited != null && !awaited.equals(seen))) {
      return null;
    }
    awaited = cursor.next();
    return awaited;
  }
}
