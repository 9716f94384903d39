package io.gyre.cluster.placement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Makes an assignment from the one before a small change, equal to what filling from nothing would
 * make. Whether a pair is accepted depends on the pairs of its unit and its member that were
 * accepted before it, and on nothing else. So pairs are looked at in order, but only those of a
 * unit or a member that has come to differ from before; a pair that is decided otherwise makes its
 * unit and its member such ones.
 */
final class Repair {
  private static final int[] NOBODY = {};
  private static final byte[] NEVER = {};

  /** Earlier than any pair. */
  private static final long GONE = -1;

  private final Roster roster;
  private final UnitTable units;
  private final Assignment before;
  private final Comparator<Pair> order;
  private final PriorityQueue<Pair> queue;
  private final Map<Integer, ChangedUnit> changedUnits = new HashMap<>();
  private final Map<Integer, ChangedMember> changedMembers = new HashMap<>();

  private Repair(Roster roster, UnitTable units, Assignment before) {
    this.roster = roster;
    this.units = units;
    this.before = before;
    order = Pair.inOrder(units, roster);
    queue = new PriorityQueue<>(order);
  }

  /**
   * The assignment for these members and units.
   *
   * @param before the one for those that they were made from, under the same terms
   */
  static Assignment of(Roster roster, UnitTable units, Assignment before) {
    Repair repair = new Repair(roster, units, before);
    repair.begin();
    @Nullable Pair last = null;
    while (!repair.queue.isEmpty()) {
      Pair pair = repair.queue.remove();
      if (!pair.equals(last)) {
        repair.look(pair);
      }
      last = pair;
    }
    return repair.assignment();
  }

  private void begin() {
    for (int unit : units.places().removed()) {
      for (int member : before.hosts()[unit]) {
        expect(unit, member);
      }
    }
    for (int member : roster.places().removed()) {
      for (int unit : before.units()[member]) {
        expect(unit, member);
      }
    }
    for (int unit : units.places().added()) {
      goOn(changeUnit(unit, null), null);
    }
    for (int member : roster.places().added()) {
      changeMember(member, null);
    }
  }

  /** Has a pair looked at that was accepted before. */
  private void expect(int unit, int member) {
    Pass pass = before.pass(unit, member);
    if (pass != null) {
      queue.add(Pair.of(units, roster, unit, member, pass));
    }
  }

  private void look(Pair pair) {
    boolean was = wasAccepted(pair);
    boolean is = isAcceptable(pair);
    ChangedUnit unit = changedUnits.get(pair.unit());
    ChangedMember member = changedMembers.get(pair.member());
    if (was != is) {
      unit = unit == null ? changeUnit(pair.unit(), pair) : unit;
      member = member == null ? changeMember(pair.member(), pair) : member;
    }
    if (is && unit != null) {
      unit.accept(pair);
    }
    if (is && member != null) {
      member.accept(pair.unit());
    }
    if (unit != null) {
      goOn(unit, pair);
    }
  }

  private boolean wasAccepted(Pair pair) {
    return pair.unit() < before.hosts().length
        && before.pass(pair.unit(), pair.member()) == pair.pass();
  }

  private boolean isAcceptable(Pair pair) {
    int unit = pair.unit();
    int member = pair.member();
    if (!isCapable(unit, member)) {
      return false;
    }
    ChangedUnit changed = changedUnits.get(unit);
    int[] hosts = changed == null ? hostsBefore(pair) : changed.hosts();
    int replicas = units.replicas(unit, pair.pass());
    int zone = roster.zone(member);
    if (hosts.length >= replicas
        || Rules.contains(hosts, hosts.length, member)
        || (pair.pass().spreads()
            && !Rules.spreads(roster, hosts, hosts.length, zone, replicas, units.zones(unit)))) {
      return false;
    }
    ChangedMember host = changedMembers.get(member);
    return (host == null ? memberBefore(pair) : host).fits(unit);
  }

  private boolean isCapable(int unit, int member) {
    return units.places().isTaken(unit)
        && roster.places().isTaken(member)
        && roster.get(member).has(units.device(unit));
  }

  /** The hosts that the pair's unit had before the pair was looked at. */
  private int[] hostsBefore(Pair pair) {
    int[] hosts = before.hosts()[pair.unit()];
    int count = 0;
    while (count < hosts.length && isBefore(pair.unit(), hosts[count], pair)) {
      count++;
    }
    return Arrays.copyOf(hosts, count);
  }

  /** The pair's member as it was before the pair was looked at. */
  private ChangedMember memberBefore(Pair pair) {
    int[] hosted = before.units()[pair.member()];
    int count = 0;
    while (count < hosted.length && isBefore(hosted[count], pair.member(), pair)) {
      count++;
    }
    return new ChangedMember(units, roster.memory(pair.member()), Arrays.copyOf(hosted, count));
  }

  /** Whether a pair that was accepted came before {@code pair}. */
  private boolean isBefore(int unit, int member, Pair pair) {
    Pass pass = before.pass(unit, member);
    return pass != null && order.compare(Pair.of(units, roster, unit, member, pass), pair) < 0;
  }

  /**
   * Follows a unit from now on.
   *
   * @param at the pair by which it changes; null where it is new
   */
  private ChangedUnit changeUnit(int unit, @Nullable Pair at) {
    int[] hosts = at == null ? NOBODY : hostsBefore(at);
    byte[] passes = at == null ? NEVER : Arrays.copyOf(before.passes()[unit], hosts.length);
    ChangedUnit changed =
        new ChangedUnit(units.get(unit), hosts, passes, new Cursor(roster, units, order, unit, at));
    changedUnits.put(unit, changed);
    if (at != null) {
      int[] all = before.hosts()[unit];
      Arrays.stream(all, hosts.length, all.length).forEach(member -> expect(unit, member));
    }
    return changed;
  }

  /** Has the unit's next pair looked at, where it still lacks a replica. */
  private void goOn(ChangedUnit unit, @Nullable Pair seen) {
    Pair next = unit.next(seen);
    if (next != null) {
      queue.add(next);
    }
  }

  /**
   * Follows a member from now on.
   *
   * @param at the pair by which it changes; null where it is new
   */
  private ChangedMember changeMember(int member, @Nullable Pair at) {
    ChangedMember changed =
        at == null ? new ChangedMember(units, roster.memory(member), NOBODY) : memberBefore(at);
    changedMembers.put(member, changed);
    if (roster.places().isTaken(member)) {
      expectAll(member, changed, at);
    }
    return changed;
  }

  /**
   * Has every pair of the member looked at that comes after {@code at} and may matter: those of
   * units that lacked a replica then. Units that are followed see to theirs.
   */
  private void expectAll(int member, ChangedMember changed, @Nullable Pair at) {
    long seed = roster.seed(member);
    long[] last = before.last();
    for (int unit = 0; unit < last.length; unit++) {
      long rank = Pass.rank(units.seed(unit), seed);
      for (Pass pass : Pass.all()) {
        if (pass.order(rank) <= last[unit] && units.takesPart(unit, pass)) {
          expect(new Pair(unit, member, pass, rank), changed, at);
        }
      }
    }
  }

  private void expect(Pair pair, ChangedMember member, @Nullable Pair at) {
    boolean isLater = at == null || order.compare(pair, at) > 0;
    // A member only fills: what it has no room for now, it won't take later.
    if (isLater
        && !changedUnits.containsKey(pair.unit())
        && (wasAccepted(pair)
            || (isCapable(pair.unit(), pair.member()) && member.fits(pair.unit())))) {
      queue.add(pair);
    }
  }

  private Assignment assignment() {
    int[][] hosts = copy(before.hosts(), units.places());
    int[][] hosted = copy(before.units(), roster.places());
    byte[][] passes = Arrays.copyOf(before.passes(), hosts.length);
    long[] last = Arrays.copyOf(before.last(), hosts.length);
    changedUnits.forEach((unit, changed) -> {
      hosts[unit] = changed.hosts();
      passes[unit] = changed.passes();
      last[unit] = changed.last();
    });
    changedMembers.forEach((member, changed) -> hosted[member] = changed.hosted());
    for (int unit : units.places().removed()) {
      hosts[unit] = NOBODY;
      passes[unit] = NEVER;
      last[unit] = GONE;
    }
    for (int member : roster.places().removed()) {
      hosted[member] = NOBODY;
    }
    return new Assignment(hosts, passes, hosted, last);
  }

  private static int[][] copy(int[][] lists, Places<?, ?> places) {
    int[][] copy = Arrays.copyOf(lists, places.size());
    Arrays.fill(copy, lists.length, copy.length, NOBODY);
    return copy;
  }
}
