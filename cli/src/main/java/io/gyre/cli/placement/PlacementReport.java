package io.gyre.cli.placement;

import io.gyre.cluster.placement.Fill;
import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.Move;
import io.gyre.cluster.placement.Placement;
import io.gyre.cluster.placement.Shortfall;
import io.gyre.cluster.placement.UnitNeed;
import java.util.List;

/**
 * A placement as it is shown, to people and to programs.
 *
 * @param members the members and what each should host
 * @param shortfalls the units that have fewer replicas than they should
 * @param moves what comes to other members than it was at before the change that was asked about
 * @param movedBytes memory of all that has to be loaded for it
 */
public record PlacementReport(
    List<Hosting> members, List<Lack> shortfalls, List<Relocation> moves, long movedBytes) {
  /**
   * One member.
   *
   * @param memoryBytes its memory
   * @param usedBytes what its units hold
   * @param reserveBytes what is kept free, so that the largest of its models can be swapped
   */
  public record Hosting(
      String id,
      String zone,
      long memoryBytes,
      long usedBytes,
      long reserveBytes,
      List<Hosted> units) {
    public Hosting {
      units = List.copyOf(units);
    }
  }

  /** A unit at a member. */
  public record Hosted(String unit, long bytes) {}

  /**
   * A unit that lacks replicas.
   *
   * @param largestFreeBytes bytes of the largest such unit that would fit anywhere
   */
  public record Lack(
      String unit,
      int wanted,
      int placed,
      long neededBytes,
      long largestFreeBytes,
      String reason) {}

  /** A unit whose hosts change. */
  public record Relocation(String unit, long bytes, List<String> from, List<String> to) {
    public Relocation {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }

  public PlacementReport {
    members = List.copyOf(members);
    shortfalls = List.copyOf(shortfalls);
    moves = List.copyOf(moves);
  }

  /**
   * The report of {@code after}.
   *
   * @param before the placement before the change that is asked about; the same where none is
   */
  public static PlacementReport of(Placement before, Placement after) {
    List<Move> moves = Move.between(before, after);
    return new PlacementReport(
        after.members().stream().map(member -> hosting(after, member)).toList(),
        after.shortfalls().stream().map(PlacementReport::lack).toList(),
        moves.stream().map(PlacementReport::relocation).toList(),
        moves.stream().mapToLong(move -> move.need().bytes() * move.to().size()).sum());
  }

  private static Hosting hosting(Placement placement, MemberCapacity member) {
    Fill fill = placement.fillOf(member);
    return new Hosting(
        member.id(),
        member.zone(),
        fill.memory(),
        fill.used(),
        fill.reserve(),
        placement.unitsOf(member.id()).stream().map(PlacementReport::hosted).toList());
  }

  private static Hosted hosted(UnitNeed need) {
    return new Hosted(need.key().toString(), need.bytes());
  }

  private static Lack lack(Shortfall shortfall) {
    UnitNeed need = shortfall.need();
    return new Lack(
        need.key().toString(),
        need.replicas(),
        shortfall.placed(),
        need.bytes(),
        shortfall.largestFree(),
        shortfall.reason());
  }

  private static Relocation relocation(Move move) {
    return new Relocation(
        move.need().key().toString(), move.need().bytes(), move.from(), move.to());
  }
}
