package io.gyre.cluster.placement;

import io.gyre.cluster.hashing.Hash64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The members, by place, as decisions need them. Immutable. */
final class Roster {
  private final Places<String, MemberCapacity> places;
  private final long[] seeds;
  private final int[] zones;
  private final List<Group> groups;
  private final Terms terms;

  /**
   * Members that are alike but for their memory.
   *
   * @param devices what they have
   * @param zone number of their zone
   * @param members their places
   */
  record Group(Set<String> devices, int zone, int[] members) {
    boolean has(String device) {
      return device.isEmpty() || devices.contains(device);
    }
  }

  private Roster(Places<String, MemberCapacity> places) {
    this.places = places;
    seeds = new long[places.size()];
    zones = new int[places.size()];
    Map<String, Integer> zoneNumbers = new HashMap<>();
    record Kind(Set<String> devices, int zone) {}
    Map<Kind, List<Integer>> kinds = new LinkedHashMap<>();
    List<MemberCapacity> present = new ArrayList<>();
    // Of one that has gone, the pairs are still looked at once more.
    Arrays.setAll(seeds, place -> Hash64.of(places.get(place).id()));
    places
        .all()
        .forEach(place -> {
          MemberCapacity member = places.get(place);
          zones[place] = zoneNumbers.computeIfAbsent(member.zone(), _ -> zoneNumbers.size());
          kinds
              .computeIfAbsent(new Kind(member.devices(), zones[place]), _ -> new ArrayList<>())
              .add(place);
          present.add(member);
        });
    groups =
        kinds.entrySet().stream()
            .map(kind ->
                new Group(
                    kind.getKey().devices(),
                    kind.getKey().zone(),
                    kind.getValue().stream().mapToInt(Integer::intValue).toArray()))
            .toList();
    terms = Terms.of(present);
  }

  static Roster of(Collection<MemberCapacity> members) {
    return new Roster(Places.of(members, MemberCapacity::id));
  }

  /** The roster once {@code members} are all there are. */
  Roster with(Collection<MemberCapacity> members) {
    return new Roster(places.with(members));
  }

  /** The same roster, to which nobody has come and from which nobody has gone. */
  Roster unchanged() {
    return new Roster(this);
  }

  private Roster(Roster same) {
    places = same.places.unchanged();
    seeds = same.seeds;
    zones = same.zones;
    groups = same.groups;
    terms = same.terms;
  }

  Places<String, MemberCapacity> places() {
    return places;
  }

  MemberCapacity get(int member) {
    return places.get(member);
  }

  long seed(int member) {
    return seeds[member];
  }

  /** The number of the member's zone. */
  int zone(int member) {
    return zones[member];
  }

  long memory(int member) {
    return places.get(member).memoryBytes();
  }

  List<Group> groups() {
    return groups;
  }

  Terms terms() {
    return terms;
  }
}
