package io.gyre.loader.repository;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often people asked for versions to be loaded anew though their files are the same. Each
 * attempt makes another revision of a version: one that is loaded beside the one that serves, and
 * that no verdict on an earlier attempt is about.
 *
 * @param byModel attempts after the first, by model and version
 */
public record Attempts(Map<String, Map<Long, Integer>> byModel) {
  /** Before anybody asked. */
  public static final Attempts NONE = new Attempts(Map.of());

  public Attempts {
    Map<String, Map<Long, Integer>> copy = new HashMap<>();
    byModel.forEach((model, versions) -> copy.put(model, Map.copyOf(versions)));
    byModel = Map.copyOf(copy);
  }

  /** These and one attempt more at a version of {@code model}, or at all where none is named. */
  public Attempts and(ModelEntry model, OptionalLong version) {
    List<Long> asked =
        model.versions().stream()
            .map(VersionEntry::version)
            .filter(number -> version.isEmpty() || version.getAsLong() == number)
            .toList();
    if (asked.isEmpty()) {
      return this;
    }
    Map<Long, Integer> versions = new HashMap<>(byModel.getOrDefault(model.name(), Map.of()));
    asked.forEach(number -> versions.merge(number, 1, Integer::sum));
    Map<String, Map<Long, Integer>> more = new HashMap<>(byModel);
    more.put(model.name(), versions);
    return new Attempts(more);
  }

  /** The catalogue with the revisions of these attempts and of the reloads that were asked for. */
  public Catalogue in(Catalogue catalogue) {
    Set<String> again = new HashSet<>(byModel.keySet());
    catalogue
        .orders()
        .forEach((name, orders) -> {
          if (orders.reloads() > 0) {
            again.add(name);
          }
        });
    if (again.isEmpty()) {
      return catalogue;
    }
    SortedMap<String, ModelEntry> models = new TreeMap<>(catalogue.models());
    for (String name : again) {
      models.computeIfPresent(name, (_, model) -> in(model, catalogue.orders(name).reloads()));
    }
    return new Catalogue(models, catalogue.problem(), catalogue.orders());
  }

  private ModelEntry in(ModelEntry model, int reloads) {
    Map<Long, Integer> attempts = byModel.getOrDefault(model.name(), Map.of());
    List<VersionEntry> versions =
        model.versions().stream()
            .map(version -> version.attempt(reloads + attempts.getOrDefault(version.version(), 0)))
            .toList();
    return new ModelEntry(
        model.name(),
        model.directory(),
        model.configuration(),
        versions,
        model.settling(),
        model.problem());
  }
}
