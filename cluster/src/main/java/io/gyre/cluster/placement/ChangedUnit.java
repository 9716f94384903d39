package io.gyre.cluster.placement;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A unit whose hosts are, or may be, other ones than before, as far as pairs were looked at. */
final class ChangedUnit {
  private final UnitNeed need;
  private final Cursor cursor;
  private int[] hosts;
  private byte[] passes;
  private long last = Assignment.OPEN;
  private @Nullable Pair awaited;

  /**
   * @param hosts its hosts up to now
   * @param passes the passes in which they were accepted
   * @param cursor where it goes on
   */
  ChangedUnit(UnitNeed need, int[] hosts, byte[] passes, Cursor cursor) {
    this.need = need;
    this.hosts = hosts;
    this.passes = passes;
    this.cursor = cursor;
  }

  boolean lacks() {
    return hosts.length < need.replicas();
  }

  int[] hosts() {
    return hosts;
  }

  byte[] passes() {
    return passes;
  }

  long last() {
    return last;
  }

  void accept(Pair pair) {
    hosts = Arrays.copyOf(hosts, hosts.length + 1);
    hosts[hosts.length - 1] = pair.member();
    passes = Arrays.copyOf(passes, hosts.length);
    passes[hosts.length - 1] = (byte) pair.pass().ordinal();
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
    do {
      awaited = cursor.next();
    } while (awaited != null && hasItsFewest() && !awaited.pass().isForExtras());
    return awaited;
  }

  private boolean hasItsFewest() {
    return hosts.length >= need.fewest();
  }
}
