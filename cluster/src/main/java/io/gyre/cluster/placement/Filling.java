package io.gyre.cluster.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes an assignment from nothing. There are too many pairs to sort them all, so a pass goes
 * through the ranks in slices, and finds the pairs of a slice only for units that still lack a
 * replica and members that still have room. That leaves nothing out: every pair of a later slice
 * comes after those of this one, and what a unit or a member refuses once it refuses ever after.
 */
final class Filling {
  /** Pairs of each unit in the first slice; mostly, the best few members take it. */
  private static final int FIRST_PAIRS = 8;

  /** How much wider each slice is than the one before. */
  private static final int GROWTH = 4;

  /** What a slice is expected to hold at most. */
  private static final double MOST_EXPECTED = PairBuffer.MOST / 4.0;

  private final Roster roster;
  private final UnitTable units;
  private final Draft draft;
  private final PairBuffer pairs = new PairBuffer();

  private Filling(Roster roster, UnitTable units) {
    this.roster = roster;
    this.units = units;
    draft = new Draft(roster, units);
  }

  /** The assignment of all units. */
  static Assignment of(Roster roster, UnitTable units) {
    Filling filling = new Filling(roster, units);
    for (Pass pass : Pass.all()) {
      filling.fill(pass);
    }
    return filling.draft.assignment();
  }

  /** The width of the first slice of a pass. */
  static long firstWidth(int members) {
    return members <= FIRST_PAIRS ? Pass.RANK_END : Pass.RANK_END / members * FIRST_PAIRS;
  }

  /** The width of the slice after one of {@code width}. */
  static long nextWidth(long width) {
    return Math.min(Pass.RANK_END, width * GROWTH);
  }

  private void fill(Pass pass) {
    int[] open = units.places().all().filter(unit -> isOpen(unit, pass)).toArray();
    List<OpenGroup> groups = new ArrayList<>();
    roster.groups().forEach(group -> groups.add(new OpenGroup(group, roster)));
    long width = firstWidth(roster.places().count());
    long from = 0;
    while (open.length > 0 && from < Pass.RANK_END) {
      long smallest = Arrays.stream(open).mapToLong(units::bytes).min().orElse(0);
      groups.forEach(group -> group.refresh(draft, smallest));
      double perUnit = (double) roster.places().count() * open.length / Pass.RANK_END;
      long slice = Math.min(width, (long) Math.max(1, MOST_EXPECTED / Math.max(perUnit, 1e-300)));
      long to = Math.min(Pass.RANK_END, from + slice);
      open = collect(pass, open, groups, from, to);
      pairs.sort(units, roster);
      for (int i = 0; i < pairs.size(); i++) {
        draft.offer(pairs.unit(i), pairs.member(i), pass, pairs.rank(i));
      }
      open = Arrays.stream(open).filter(unit -> draft.lacks(unit, pass)).toArray();
      from = to;
      width = nextWidth(width);
    }
  }

  private boolean isOpen(int unit, Pass pass) {
    return units.takesPart(unit, pass) && draft.lacks(unit, pass);
  }

  /** Finds the pairs of a slice; the result is the units that have any chance. */
  private int[] collect(Pass pass, int[] open, List<OpenGroup> groups, long from, long to) {
    pairs.clear();
    int[] hopeful = new int[open.length];
    int count = 0;
    for (int unit : open) {
      boolean hope = false;
      for (OpenGroup group : groups) {
        if (group.mayTake(units, unit)
            && (!pass.spreads() || draft.spreads(unit, group.zone(), pass))) {
          group.collect(unit, units.seed(unit), from, to, pairs);
          hope = true;
        }
      }
      if (hope) {
        hopeful[count++] = unit;
      }
    }
    return Arrays.copyOf(hopeful, count);
  }
}
