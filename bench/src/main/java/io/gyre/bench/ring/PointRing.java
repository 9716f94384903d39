package io.gyre.bench.ring;

import io.gyre.cluster.hashing.Hash64;
import java.util.Arrays;
import java.util.List;

/**
 * A ring on which each replica has points: a key goes to the owner of the next one (Karger et al.
 * 1997).
 */
final class PointRing implements KeyHash {
  private final long[] points;
  private final int[] owners;

  /**
   * @param pointsEach points of each replica
   */
  PointRing(List<String> ids, int pointsEach) {
    record Point(long at, int owner) {}
    Point[] all = new Point[ids.size() * pointsEach];
    for (int i = 0; i < all.length; i++) {
      int owner = i / pointsEach;
      all[i] = new Point(Hash64.of(ids.get(owner), i % pointsEach), owner);
    }
    Arrays.sort(all, (one, other) -> Long.compare(one.at(), other.at()));
    points = Arrays.stream(all).mapToLong(Point::at).toArray();
    owners = Arrays.stream(all).mapToInt(Point::owner).toArray();
  }

  @Override
  public int pick(long key) {
    int found = Arrays.binarySearch(points, key);
    int next = found < 0 ? -found - 1 : found;
    return owners[next == points.length ? 0 : next];
  }
}
