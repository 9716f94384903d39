package io.gyre.cluster.placement;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Entries at numbered places that stay theirs: what arrays by place say of an entry holds as long
 * as it doesn't change. One that goes leaves its place empty, one that comes or changes gets a new
 * one. Immutable.
 */
final class Places<K, T> {
  private final Function<T, K> key;
  private final List<T> entries;
  private final Map<K, Integer> byKey;
  private final BitSet taken;
  private final BitSet takenBefore;

  private Places(
      Function<T, K> key,
      List<T> entries,
      Map<K, Integer> byKey,
      BitSet taken,
      BitSet takenBefore) {
    this.key = key;
    this.entries = entries;
    this.byKey = byKey;
    this.taken = taken;
    this.takenBefore = takenBefore;
  }

  static <K, T> Places<K, T> of(Collection<T> entries, Function<T, K> key) {
    return new Places<>(key, List.of(), Map.of(), new BitSet(), new BitSet()).with(entries);
  }

  /** The places once {@code next} is all there is. */
  Places<K, T> with(Collection<T> next) {
    List<T> all = new ArrayList<>(entries);
    Map<K, Integer> places = HashMap.newHashMap(next.size());
    BitSet kept = new BitSet();
    for (T entry : next) {
      K id = key.apply(entry);
      Integer known = byKey.get(id);
      int place = known != null && entries.get(known).equals(entry) ? known : all.size();
      if (places.put(id, place) != null) {
        throw new IllegalArgumentException(id + " is there twice");
      }
      if (place == all.size()) {
        all.add(entry);
      }
      kept.set(place);
    }
    return new Places<>(key, all, places, kept, taken);
  }

  /** The same places, of which none was taken or emptied. */
  Places<K, T> unchanged() {
    return new Places<>(key, entries, byKey, taken, taken);
  }

  /** How many places there are, empty ones included. */
  int size() {
    return entries.size();
  }

  /** How many entries there are. */
  int count() {
    return taken.cardinality();
  }

  boolean isTaken(int place) {
    return taken.get(place);
  }

  /** The entry at a place; at an empty one, the entry that it had. */
  T get(int place) {
    return entries.get(place);
  }

  /** The entry's place; -1 where there is none of that key. */
  int find(K id) {
    return byKey.getOrDefault(id, -1);
  }

  /** The places that are taken. */
  IntStream all() {
    return taken.stream();
  }

  /** The places that were taken by the step that led here. */
  int[] added() {
    BitSet added = (BitSet) taken.clone();
    added.andNot(takenBefore);
    return added.stream().toArray();
  }

  /** The places that were emptied by the step that led here. */
  int[] removed() {
    BitSet removed = (BitSet) takenBefore.clone();
    removed.andNot(taken);
    return removed.stream().toArray();
  }
}
