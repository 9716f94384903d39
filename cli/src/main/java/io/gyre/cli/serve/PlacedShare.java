package io.gyre.cli.serve;

import io.gyre.cli.config.Keys;
import io.gyre.cluster.member.Member;
import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.loader.guided.LeavingRecord;
import io.gyre.loader.repository.CatalogueSource;
import io.gyre.worker.placement.PlacedCatalogue;
import io.gyre.worker.placement.PlacedModels;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models that placement gives to this worker, by who the others are. */
final class PlacedShare implements Share {
  private static final Logger LOG = LoggerFactory.getLogger(PlacedShare.class);

  /** Of a long list, as many are named. */
  private static final int NAMED = 5;

  private final PlacedCatalogue placed;
  private final PlacedModels models;
  private final LeavingRecord leaving;
  private final String zone;
  private final long memoryBytes;
  private final boolean memoryIsConfigured;
  private String id = "";
  private boolean left;
  private String said = "";

  /**
   * @param leaving where the other workers are told that this one ends
   * @param zone the zone that this worker runs in; empty where it isn't told
   * @param memoryBytes what this worker has for models
   * @param memoryIsConfigured whether that was configured, and isn't what the machine has
   */
  PlacedShare(
      PlacedCatalogue placed,
      PlacedModels models,
      LeavingRecord leaving,
      String zone,
      long memoryBytes,
      boolean memoryIsConfigured) {
    this.placed = placed;
    this.models = models;
    this.leaving = leaving;
    this.zone = zone;
    this.memoryBytes = memoryBytes;
    this.memoryIsConfigured = memoryIsConfigured;
  }

  @Override
  public CatalogueSource source() {
    return placed;
  }

  @Override
  public Predicate<String> wanted() {
    return models;
  }

  @Override
  public boolean needsMembers() {
    return true;
  }

  @Override
  public synchronized void members(List<Member> members, OwnEntry self) {
    Optional<Member> listed = self.in(members);
    String now = listed.map(Member::id).orElse(self.id());
    if (!now.equals(id) && !left) {
      leaving.remove(now);
    }
    id = now;
    MemberCapacity own = new MemberCapacity(id, memoryBytes, Set.of(), zone);
    placed.members(members.stream().map(this::capacity).toList(), own);
    say(listed.isPresent() ? guessed(members) : unlisted(members, self));
  }

  private MemberCapacity capacity(Member member) {
    return new MemberCapacity(
        member.id(),
        member.memoryBytes() == 0 ? memoryBytes : member.memoryBytes(),
        member.devices(),
        member.zone());
  }

  @Override
  public synchronized void leave() {
    left = true;
    if (!id.isEmpty()) {
      leaving.add(id);
    }
  }

  private static String unlisted(List<Member> members, OwnEntry self) {
    return members.isEmpty()
        ? ""
        : "this worker, '%s' at port %d, is not among the %d workers that are listed (%s): it serves a share of which they know nothing, and routers that read that list don't send to it. Start it with the id that it is listed by (--id), or list it"
            .formatted(self.id(), self.port(), members.size(), named(members));
  }

  /** What to say where the others' memory is taken to be like this worker's, and may not be. */
  private String guessed(List<Member> members) {
    List<Member> untold =
        members.stream()
            .filter(member -> member.memoryBytes() == 0 && !member.id().equals(id))
            .toList();
    return untold.isEmpty() || memoryIsConfigured
        ? ""
        : "the memory of %d workers isn't told (%s): it is taken to be what this machine has, %d bytes, by which workers of unlike machines place unlike. Set %s to one number everywhere, or give ;memory= in %s"
            .formatted(
                untold.size(),
                named(untold),
                memoryBytes,
                Keys.WORKER_MEMORY.path(),
                Keys.WORKERS.path());
  }

  private static String named(List<Member> members) {
    return members.stream().limit(NAMED).map(Member::id).collect(Collectors.joining(", "))
        + (members.size() > NAMED ? ", …" : "");
  }

  private void say(String warning) {
    if (!warning.equals(said) && !warning.isEmpty()) {
      LOG.warn("{}", warning);
    }
    said = warning;
  }
}
