package io.gyre.router.table;

import static java.util.stream.Collectors.groupingBy;

import io.gyre.proto.inference.ModelConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides for one model which version is current, which replicas serve, and which are let go. */
public final class ModelRouting {
  private ModelRouting() {}

  /**
   * The decision for one model. It depends on its arguments alone.
   *
   * @param context what it depends on beside
   * @param holdings every unit of the model at every worker
   * @param previous what was decided before, whose objects are used again where nothing about them
   *     changed
   */
  public static Decision decide(
      RoutingContext context, List<Holding> holdings, @Nullable ModelRoutes previous) {
    List<Candidate> candidates = candidates(context, holdings);
    Candidate current = current(context.hasFuture(), candidates, previous);
    Optional<VersionId> inWindow = inWindow(context, candidates, current, previous);
    List<Holding> kept = new ArrayList<>();
    List<Holding> released = new ArrayList<>();
    for (Candidate candidate : candidates) {
      for (List<Holding> partition : candidate.partitions().values()) {
        for (Holding holding : partition) {
          boolean windowed =
              inWindow.filter(candidate.id()::equals).isPresent()
                  && !context.crowded().contains(holding.worker());
          if (holding.awaitsRelease() && !windowed && !keeps(candidate, holding, current)) {
            released.add(holding);
          } else {
            kept.add(holding);
          }
        }
      }
    }
    ModelRoutes routes =
        current == null
            ? null
            : routes(current.id(), candidates(context, kept), new Reuse(previous));
    return new Decision(routes, released, inWindow);
  }

  private static List<Candidate> candidates(RoutingContext context, List<Holding> holdings) {
    return holdings.stream()
        .collect(groupingBy(holding -> VersionId.of(holding.unit())))
        .entrySet()
        .stream()
        .map(entry -> {
          VersionId id = entry.getKey();
          return Candidate.of(id, entry.getValue(), context.condemned().contains(id));
        })
        .toList();
  }

  /** The best complete version, or the previous one for as long as it is better to stay. */
  private static @Nullable Candidate current(
      boolean hasFuture, List<Candidate> candidates, @Nullable ModelRoutes previous) {
    if (!hasFuture && candidates.stream().noneMatch(Candidate::isWanted)) {
      return null;
    }
    Candidate best =
        candidates.stream().filter(Candidate::isComplete).max(Candidate.BY_PREFERENCE).orElse(null);
    if (best == null || previous == null) {
      return best;
    }
    return candidates.stream()
        .filter(candidate -> candidate.id().equals(previous.current().id()))
        .filter(candidate -> candidate.isComplete() && !candidate.isCondemned())
        .filter(_ -> best.isComing() || !best.isCompleteOnConnected())
        .findAny()
        .orElse(best);
  }

  /**
   * The version that the current one's roll-back window keeps. A flip ends the window that is open,
   * and opens another where it goes from a version that could be gone back to, to a newer one that
   * isn't condemned.
   */
  private static Optional<VersionId> inWindow(
      RoutingContext context,
      List<Candidate> candidates,
      @Nullable Candidate current,
      @Nullable ModelRoutes previous) {
    if (current == null || previous == null) {
      return Optional.empty();
    }
    VersionId before = previous.current().id();
    if (before.equals(current.id())) {
      return context.kept();
    }
    boolean opens =
        context.opensWindows()
            && current.id().version() >= before.version()
            && !current.isCondemned();
    return candidates.stream()
        .filter(_ -> opens)
        .filter(candidate -> candidate.id().equals(before))
        .filter(candidate -> candidate.isComplete() && !candidate.isCondemned())
        .map(Candidate::id)
        .findAny();
  }

  /** Whether a RETIRING replica is still needed. */
  private static boolean keeps(Candidate version, Holding holding, @Nullable Candidate current) {
    if (current != null && version.id().equals(current.id())) {
      return !version.isReplaced(holding);
    }
    if (current == null || version.id().version() > current.id().version()) {
      boolean hasHope = current == null || !version.isCondemned();
      return hasHope && (version.isComing() || version.isWaiting()) && !version.isReplaced(holding);
    }
    return version.isComing(holding);
  }

  private static ModelRoutes routes(VersionId current, List<Candidate> candidates, Reuse reuse) {
    // One version number serves one revision: the current one, else the better one.
    Map<Long, Candidate> byNumber = new TreeMap<>();
    Comparator<Candidate> preference =
        Comparator.comparing((Candidate candidate) -> candidate.id().equals(current))
            .thenComparing(Candidate.BY_PREFERENCE);
    candidates.stream()
        .filter(Candidate::isComplete)
        .sorted(preference)
        .forEach(candidate -> byNumber.put(candidate.id().version(), candidate));
    List<ServedVersion> versions = byNumber.values().stream().map(reuse::version).toList();
    ServedVersion currentVersion =
        versions.stream().filter(version -> version.id().equals(current)).findAny().orElseThrow();
    return reuse.routes(currentVersion, versions);
  }

  /**
   * Takes over objects of the previous routes, so that requests and figures survive a new table.
   */
  private static final class Reuse {
    private final @Nullable ModelRoutes previous;
    private final Map<VersionId, ServedVersion> versions = new HashMap<>();

    Reuse(@Nullable ModelRoutes previous) {
      this.previous = previous;
      if (previous != null) {
        previous.versions().forEach(version -> versions.put(version.id(), version));
      }
    }

    ModelRoutes routes(ServedVersion current, List<ServedVersion> all) {
      ModelRoutes routes = new ModelRoutes(current, all);
      return previous != null && previous.equals(routes) ? previous : routes;
    }

    ServedVersion version(Candidate candidate) {
      ServedVersion before = versions.get(candidate.id());
      List<List<Replica>> partitions =
          candidate.partitions().values().stream()
              .map(partition -> replicas(partition, before))
              .toList();
      return before != null && before.partitions().equals(partitions)
          ? before
          : new ServedVersion(
              candidate.id(),
              config(candidate, before),
              partitions,
              before == null ? new Tally() : before.tally());
    }

    private static List<Replica> replicas(List<Holding> partition, @Nullable ServedVersion before) {
      List<Holding> serving = partition.stream().filter(Holding::serves).toList();
      return Disagreement.agreeing(serving, before == null ? null : before.config()).stream()
          .map(holding -> replica(holding, before))
          .toList();
    }

    private static Replica replica(Holding holding, @Nullable ServedVersion before) {
      if (before != null) {
        for (List<Replica> partition : before.partitions()) {
          for (Replica replica : partition) {
            if (replica.is(holding)) {
              return replica;
            }
          }
        }
      }
      return new Replica(holding.worker(), holding.unit(), holding.upstream());
    }

    private static ModelConfig config(Candidate candidate, @Nullable ServedVersion before) {
      List<Holding> first =
          candidate.partitions().firstEntry().getValue().stream().filter(Holding::serves).toList();
      return Disagreement.agreeing(first, before == null ? null : before.config())
          .getFirst()
          .announcement()
          .getConfig();
    }
  }
}
