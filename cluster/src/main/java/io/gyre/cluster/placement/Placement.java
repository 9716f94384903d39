package io.gyre.cluster.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which members should host which units. The pairs of unit and member are taken by descending hash,
 * those of large units first; a pair is accepted if the unit lacks a replica, the member has the
 * device and the room, and zones stay spread. Room is the member's memory less a reserve in which
 * its largest model can be swapped.
 *
 * <p>Immutable, and a pure function of members and units: their order doesn't matter, nor what was
 * placed before.
 */
public final class Placement {
  /** More changes at once than this share of everything are not worth telling apart. */
  private static final int REPAIRED_SHARE = 16;

  private static final int REPAIRED_AT_LEAST = 4;

  private final Roster roster;
  private final UnitTable units;
  private final Assignment assignment;

  private Placement(Roster roster, UnitTable units, Assignment assignment) {
    this.roster = roster;
    this.units = units;
    this.assignment = assignment;
  }

  /**
   * The placement of these units on these members.
   *
   * @throws IllegalArgumentException where two members have one id, or two units one key
   */
  public static Placement of(Collection<MemberCapacity> members, Collection<UnitNeed> needs) {
    Roster roster = Roster.of(members);
    UnitTable units = UnitTable.of(needs, roster.terms());
    return new Placement(roster, units, Filling.of(roster, units));
  }

  /**
   * The same as {@link #of}, from this placement: fast where little has changed, and what changed
   * isn't the number of zones, the devices, or the smallest or largest memory of all members.
   */
  public Placement with(Collection<MemberCapacity> members, Collection<UnitNeed> needs) {
    Roster nextRoster = roster.with(members);
    return with(nextRoster, units.with(needs, nextRoster.terms()));
  }

  /** The same units on other members, faster still. */
  public Placement withMembers(Collection<MemberCapacity> members) {
    Roster next = roster.with(members);
    return next.terms().agreesWith(roster.terms())
        ? with(next, units.unchanged())
        : of(members, units());
  }

  /** Other units on the same members, faster still. */
  public Placement withUnits(Collection<UnitNeed> needs) {
    return with(roster.unchanged(), units.with(needs, roster.terms()));
  }

  private Placement with(Roster nextRoster, UnitTable nextUnits) {
    if (nextRoster.terms().agreesWith(roster.terms())
        && isSmall(nextRoster.places())
        && isSmall(nextUnits.places())) {
      return new Placement(nextRoster, nextUnits, Repair.of(nextRoster, nextUnits, assignment));
    }
    return of(
        nextRoster.places().all().mapToObj(nextRoster::get).toList(),
        nextUnits.places().all().mapToObj(nextUnits::get).toList());
  }

  /** Whether so little changed that repairing is faster, and few places are empty by now. */
  private static boolean isSmall(Places<?, ?> places) {
    int most = Math.max(REPAIRED_AT_LEAST, places.count() / REPAIRED_SHARE);
    return places.added().length + places.removed().length <= most
        && places.size() - places.count() <= Math.max(REPAIRED_AT_LEAST, places.count());
  }

  /** The members. */
  public List<MemberCapacity> members() {
    return roster.places().all().mapToObj(roster::get).toList();
  }

  /** The units. */
  public List<UnitNeed> units() {
    return units.places().all().mapToObj(units::get).toList();
  }

  /**
   * The units whose hosts may be others than in {@code other}: all but those of which one placement
   * has kept what the other decided.
   */
  List<UnitNeed> unitsNotAsIn(Placement other) {
    int[][] hosts = assignment.hosts();
    int[][] others = other.assignment.hosts();
    return units
        .places()
        .all()
        .filter(unit -> unit >= others.length || hosts[unit] != others[unit])
        .mapToObj(units::get)
        .toList();
  }

  /** The units that the member should host, sorted; none where it isn't known. */
  public List<UnitNeed> unitsOf(String member) {
    int place = roster.places().find(member);
    return place < 0
        ? List.of()
        : Arrays.stream(assignment.units()[place])
            .mapToObj(units::get)
            .sorted(Comparator.comparing(UnitNeed::key))
            .toList();
  }

  /** The members that should host the unit, the first that it would choose first. */
  public List<String> hostsOf(UnitKey unit) {
    int place = units.places().find(unit);
    return place < 0 ? List.of() : hosts(place);
  }

  private List<String> hosts(int unit) {
    return Arrays.stream(assignment.hosts()[unit])
        .mapToObj(member -> roster.get(member).id())
        .toList();
  }

  /** How full the member is meant to be. */
  public Fill fillOf(MemberCapacity member) {
    long used = 0;
    Map<String, Long> ofModels = new HashMap<>();
    int place = roster.places().find(member.id());
    int[] hosted = place < 0 ? new int[0] : assignment.units()[place];
    for (int unit : hosted) {
      used += units.bytes(unit);
      if (units.isSwappable(unit)) {
        ofModels.merge(units.model(unit), units.bytes(unit), Long::sum);
      }
    }
    long reserve = ofModels.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return new Fill(member.memoryBytes(), hosted.length, used, reserve);
  }

  /** The units that have fewer replicas than they should, and why, sorted. */
  public List<Shortfall> shortfalls() {
    List<Shortfall> shortfalls = new ArrayList<>();
    FreePlaces free = new FreePlaces(this);
    units
        .places()
        .all()
        .filter(unit -> assignment.hosts()[unit].length < units.replicas(unit))
        .forEach(unit -> {
          UnitNeed need = units.get(unit);
          List<String> hosts = hosts(unit);
          shortfalls.add(
              new Shortfall(
                  need,
                  hosts.size(),
                  roster.terms().of(need.device()).members(),
                  free.largest(need.device(), units.isSwappable(unit), hosts)));
        });
    shortfalls.sort(Comparator.comparing(shortfall -> shortfall.need().key()));
    return shortfalls;
  }
}
