package io.gyre.cluster.placement;

import io.gyre.cluster.hashing.Hash64;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The units, by place, as decisions need them under the terms of one moment. Immutable. */
final class UnitTable {
  private static final int[] ALONE = {};

  private final Places<UnitKey, UnitNeed> places;
  private final Terms terms;
  private final long[] seeds;
  private final boolean[] large;
  private final int[][] siblings;

  /**
   * @param known seeds of the first places
   */
  private UnitTable(Places<UnitKey, UnitNeed> places, Terms terms, long[] known) {
    this.places = places;
    this.terms = terms;
    seeds = Arrays.copyOf(known, places.size());
    large = new boolean[places.size()];
    siblings = new int[places.size()][];
    Arrays.fill(siblings, ALONE);
    boolean partitioned = false;
    // Of one that has gone, the pairs are still looked at once more.
    for (int place = 0; place < seeds.length; place++) {
      UnitNeed need = places.get(place);
      if (place >= known.length) {
        seeds[place] = Hash64.of(need.key().model(), need.key().partition());
      }
      large[place] = need.bytes() > terms.largeAbove();
      partitioned |= need.key().partition() != 0;
    }
    if (partitioned) {
      findSiblings();
    }
  }

  private void findSiblings() {
    Map<String, int[]> models = HashMap.newHashMap(places.count());
    places.all().forEach(place -> models.merge(model(place), new int[] {place}, UnitTable::joined));
    for (int[] ofModel : models.values()) {
      if (ofModel.length > 1) {
        Arrays.stream(ofModel).forEach(place -> siblings[place] = ofModel);
      }
    }
  }

  private static int[] joined(int[] some, int[] others) {
    int[] all = Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    return all;
  }

  static UnitTable of(Collection<UnitNeed> needs, Terms terms) {
    return new UnitTable(Places.of(needs, UnitNeed::key), terms, new long[0]);
  }

  /** The table once {@code needs} are all there are. */
  UnitTable with(Collection<UnitNeed> needs, Terms now) {
    return new UnitTable(places.with(needs), now, seeds);
  }

  /** The same table, to which nothing has come and from which nothing has gone. */
  UnitTable unchanged() {
    return new UnitTable(this);
  }

  private UnitTable(UnitTable same) {
    places = same.places.unchanged();
    terms = same.terms;
    seeds = same.seeds;
    large = same.large;
    siblings = same.siblings;
  }

  Places<UnitKey, UnitNeed> places() {
    return places;
  }

  UnitNeed get(int unit) {
    return places.get(unit);
  }

  long seed(int unit) {
    return seeds[unit];
  }

  long bytes(int unit) {
    return places.get(unit).bytes();
  }

  int replicas(int unit) {
    return places.get(unit).replicas();
  }

  String device(int unit) {
    return places.get(unit).device();
  }

  String model(int unit) {
    return places.get(unit).key().model();
  }

  /** Whether it is placed before those that aren't large. */
  boolean isLarge(int unit) {
    return large[unit];
  }

  /** In how many zones members have its device. */
  int zones(int unit) {
    return terms.of(device(unit)).zones();
  }

  /** How many replicas the unit is to have at the end of a pass. */
  int replicas(int unit, Pass pass) {
    UnitNeed need = places.get(unit);
    return pass.isForExtras() ? need.replicas() : need.fewest();
  }

  /**
   * Whether the unit may get replicas in a pass. In one that doesn't spread them only where zones
   * keep them apart in the one before it, so that one may lack for it.
   */
  boolean takesPart(int unit, Pass pass) {
    boolean isItsTurn =
        pass.isForExtras()
            ? places.get(unit).replicas() > places.get(unit).fewest()
            : large[unit] == pass.isForLarge();
    return isItsTurn && (pass.spreads() || (replicas(unit, pass) > 1 && zones(unit) > 1));
  }

  /**
   * Whether somewhere two of it fit side by side. Where they fit nowhere, it can't be swapped
   * beside itself, and no room is kept for that.
   */
  boolean isSwappable(int unit) {
    return 2 * bytes(unit) <= terms.of(device(unit)).largestMemory();
  }

  /** The units of its model, itself included, where there are others; else none. */
  int[] siblings(int unit) {
    return siblings[unit];
  }
}
