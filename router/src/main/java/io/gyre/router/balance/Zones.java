package io.gyre.router.balance;

import io.gyre.cluster.member.Member;
import io.gyre.router.table.Replica;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows which workers are in this router's zone. */
public final class Zones {
  private final String own;
  private volatile Map<String, String> ofWorkers = Map.of();

  /**
   * @param own this router's zone; empty where zones don't matter
   */
  public Zones(String own) {
    this.own = own;
  }

  /** Takes over where the members are. */
  public void set(List<Member> members) {
    Map<String, String> zones = new HashMap<>();
    members.forEach(member -> zones.put(member.id(), member.zone()));
    ofWorkers = Map.copyOf(zones);
  }

  /** Those of {@code replicas} that are near; all, where zones don't matter or none is near. */
  List<Replica> near(List<Replica> replicas) {
    if (own.isEmpty() || replicas.size() < 2) {
      return replicas;
    }
    Map<String, String> zones = ofWorkers;
    List<Replica> near =
        replicas.stream().filter(replica -> own.equals(zones.get(replica.worker()))).toList();
    return near.isEmpty() || near.size() == replicas.size() ? replicas : near;
  }
}
