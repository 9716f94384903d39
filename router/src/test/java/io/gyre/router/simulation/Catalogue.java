package io.gyre.router.simulation;

import io.gyre.inference.unit.UnitId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One model's versions as the registry has them, and which workers should host the one that is
 * wanted.
 */
final class Catalogue {
  static final String MODEL = "m";

  private final List<Version> versions = new ArrayList<>();
  private final Set<UnitId> condemned = new HashSet<>();
  private Set<String> hosts = Set.of();
  private long next = 1;

  /** A version: its unit, and whether its file can be loaded. */
  record Version(UnitId unit, boolean good) {}

  void add(boolean good) {
    versions.add(new Version(new UnitId(MODEL, next, "r" + next, 0), good));
    next++;
  }

  /** Takes the newest version away, where an older good one remains. */
  void removeNewest() {
    if (versions.stream().limit(versions.size() - 1L).anyMatch(Version::good)) {
      versions.removeLast();
    }
  }

  void condemn(UnitId unit) {
    condemned.add(unit);
  }

  boolean isGood(UnitId unit) {
    return versions.stream().anyMatch(version -> version.unit().equals(unit) && version.good());
  }

  /** The version that placement wants: the newest that isn't condemned. */
  UnitId wanted() {
    return versions.reversed().stream()
        .map(Version::unit)
        .filter(unit -> !condemned.contains(unit))
        .findFirst()
        .orElseThrow();
  }

  boolean isWanted(String worker, UnitId unit) {
    return hosts.contains(worker) && wanted().equals(unit);
  }

  /** Places the model on some of {@code workers}, at least one. */
  void place(List<String> workers, Random random) {
    Set<String> chosen = new HashSet<>();
    chosen.add(workers.get(random.nextInt(workers.size())));
    workers.stream().filter(_ -> random.nextBoolean()).forEach(chosen::add);
    hosts = chosen;
  }

  Set<String> hosts() {
    return hosts;
  }
}
