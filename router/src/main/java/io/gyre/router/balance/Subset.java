package io.gyre.router.balance;

import io.gyre.router.table.Replica;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * The part of a unit's replicas that one router sends to, so that not every router of a large fleet
 * is connected to every worker: a stretch of the list, which begins at a place of the router's own
 * and goes on at the list's beginning. A replica that joins or leaves changes one or two of them.
 *
 * @param seed says where the stretch begins; another one for each router
 * @param most how many replicas; 0 for all
 */
record Subset(long seed, int most) {
  /** All replicas, or its part of them; found without looking at each. */
  List<Replica> of(List<Replica> replicas) {
    int size = replicas.size();
    return most == 0 || size <= most
        ? replicas
        : new Stretch(replicas, (int) Math.unsignedMultiplyHigh(seed, size), most);
  }

  private static final class Stretch extends AbstractList<Replica> implements RandomAccess {
    private final List<Replica> all;
    private final int begin;
    private final int size;

    Stretch(List<Replica> all, int begin, int size) {
      this.all = all;
      this.begin = begin;
      this.size = size;
    }

    @Override
    public Replica get(int index) {
      return all.get((begin + index) % all.size());
    }

    @Override
    public int size() {
      return size;
    }
  }
}
