package io.gyre.router.control;

import io.gyre.router.table.Holding;
import io.gyre.router.table.VersionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verdicts that this router reached or heard of, each with its reason, and the worker links
 * that they are repeated over. A version includes its revision, so a verdict ends with the content
 * that it is about. Confined to the control loop.
 */
final class Verdicts {
  private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);
  private static final int MOST_OF_A_MODEL = 32;

  private final Map<String, Map<VersionId, String>> byModel = new HashMap<>();

  /** Notes a verdict that is reached here. */
  void condemn(VersionId version, String reason) {
    LOG.warn("model {}: version {} is condemned: {}", version.model(), version.version(), reason);
    put(version, reason);
  }

  /** Notes what workers announce as condemned. */
  void learn(Collection<Holding> holdings) {
    for (Holding holding : holdings) {
      if (holding.announcement().getCondemned()) {
        put(VersionId.of(holding.unit()), holding.announcement().getReason());
      }
    }
  }

  private void put(VersionId version, String reason) {
    Map<VersionId, String> ofModel =
        byModel.computeIfAbsent(version.model(), _ -> new LinkedHashMap<>());
    ofModel.putIfAbsent(version, reason);
    if (ofModel.size() > MOST_OF_A_MODEL) {
      ofModel.remove(ofModel.keySet().iterator().next());
    }
  }

  /** The condemned versions of a model, with the reasons. */
  Map<VersionId, String> of(String model) {
    return Map.copyOf(byModel.getOrDefault(model, Map.of()));
  }

  /** Forgets a model that no registry has and no worker holds. */
  void forget(String model) {
    byModel.remove(model);
  }

  /** Tells the workers what they don't say themselves about these versions. */
  void repeat(String model, Collection<WorkerLink> links) {
    Set<Map.Entry<VersionId, String>> verdicts = byModel.getOrDefault(model, Map.of()).entrySet();
    for (WorkerLink link : links) {
      List<Holding> held = verdicts.isEmpty() ? List.of() : link.holdings(model);
      for (Map.Entry<VersionId, String> verdict : verdicts) {
        if (held.stream().noneMatch(holding -> says(holding, verdict.getKey()))) {
          link.condemn(verdict.getKey(), verdict.getValue());
        }
      }
    }
  }

  private static boolean says(Holding holding, VersionId version) {
    return holding.announcement().getCondemned() && VersionId.of(holding.unit()).equals(version);
  }
}
