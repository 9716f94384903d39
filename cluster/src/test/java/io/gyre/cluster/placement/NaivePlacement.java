package io.gyre.cluster.placement;

import io.gyre.cluster.hashing.Hash64;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Placement as its words say it: every pair, sorted, one after the other. */
final class NaivePlacement {
  private final List<MemberCapacity> members;
  private final List<UnitNeed> units;
  private final Map<UnitKey, List<MemberCapacity>> hosts = new HashMap<>();

  private NaivePlacement(List<MemberCapacity> members, List<UnitNeed> units) {
    this.members = members;
    this.units = units;
  }

  private record Candidate(UnitNeed unit, MemberCapacity member, long rank) {}

  static Map<UnitKey, Set<String>> of(List<MemberCapacity> members, List<UnitNeed> units) {
    NaivePlacement placement = new NaivePlacement(members, units);
    long smallest =
        members.stream()
            .mapToLong(MemberCapacity::memoryBytes)
            .filter(bytes -> bytes > 0)
            .min()
            .orElse(0);
    placement.pass(
        units.stream().filter(unit -> unit.bytes() > smallest / 8).toList(), UnitNeed::fewest);
    placement.pass(
        units.stream().filter(unit -> unit.bytes() <= smallest / 8).toList(), UnitNeed::fewest);
    placement.pass(units, UnitNeed::replicas);
    return placement.result();
  }

  private void pass(List<UnitNeed> some, ToIntFunction<UnitNeed> replicas) {
    List<Candidate> candidates = new ArrayList<>();
    for (UnitNeed unit : some) {
      for (MemberCapacity member : members) {
        if (member.has(unit.device())) {
          long unitSeed = Hash64.of(unit.key().model(), unit.key().partition());
          candidates.add(new Candidate(unit, member, Pass.rank(unitSeed, Hash64.of(member.id()))));
        }
      }
    }
    candidates.sort(Comparator.comparingLong(Candidate::rank));
    candidates.forEach(candidate -> offer(candidate, replicas, true));
    candidates.forEach(candidate -> offer(candidate, replicas, false));
  }

  private void offer(Candidate candidate, ToIntFunction<UnitNeed> most, boolean spread) {
    UnitNeed unit = candidate.unit();
    MemberCapacity member = candidate.member();
    List<MemberCapacity> there = hosts.computeIfAbsent(unit.key(), _ -> new ArrayList<>());
    int replicas = most.applyAsInt(unit);
    if (there.size() < replicas
        && !there.contains(member)
        && (!spread || staysSpread(unit, replicas, there, member))
        && hasRoom(unit, member)) {
      there.add(member);
    }
  }

  /** Whether the zone has its share still, or one more that not too many zones have. */
  private boolean staysSpread(
      UnitNeed unit, int replicas, List<MemberCapacity> there, MemberCapacity more) {
    Map<String, Integer> zones = new HashMap<>();
    members.stream()
        .filter(member -> member.has(unit.device()))
        .forEach(member -> zones.put(member.zone(), 0));
    there.forEach(member -> zones.merge(member.zone(), 1, Integer::sum));
    int level = replicas / zones.size();
    int extra = replicas % zones.size();
    int here = zones.getOrDefault(more.zone(), 0);
    return here < level
        || (here == level
            && zones.values().stream().filter(count -> count > level).count() < extra);
  }

  private boolean hasRoom(UnitNeed unit, MemberCapacity member) {
    long used = unit.bytes();
    Map<String, Long> models = new HashMap<>();
    List<UnitNeed> hosted = new ArrayList<>(List.of(unit));
    for (UnitNeed other : units) {
      if (hosts.getOrDefault(other.key(), List.of()).contains(member)) {
        used += other.bytes();
        hosted.add(other);
      }
    }
    // What a model holds there counts as it was when each of its units came.
    for (UnitNeed other : hosted) {
      if (isSwappable(other)) {
        models.merge(other.key().model(), other.bytes(), Long::sum);
      }
    }
    long reserve = models.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return used + reserve <= member.memoryBytes();
  }

  private boolean isSwappable(UnitNeed unit) {
    return members.stream()
        .filter(member -> member.has(unit.device()))
        .anyMatch(member -> 2 * unit.bytes() <= member.memoryBytes());
  }

  private Map<UnitKey, Set<String>> result() {
    return units.stream()
        .collect(
            Collectors.toMap(
                UnitNeed::key,
                unit ->
                    hosts.getOrDefault(unit.key(), List.of()).stream()
                        .map(MemberCapacity::id)
                        .collect(Collectors.toCollection(TreeSet::new))));
  }
}
