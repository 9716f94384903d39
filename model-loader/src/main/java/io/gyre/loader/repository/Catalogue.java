package io.gyre.loader.repository;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Snapshot of what a repository holds.
 *
 * @param models every model by name, those with a problem included
 * @param problem why the repository couldn't be read this time; the models are those of the last
 *     time it could
 */
public record Catalogue(SortedMap<String, ModelEntry> models, Optional<String> problem) {
  /** Nothing, before the first scan. */
  public static final Catalogue EMPTY = new Catalogue(new TreeMap<>(), Optional.empty());

  public Catalogue {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }

  /** The model called {@code name}, where there is one. */
  public Optional<ModelEntry> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /** The same models, and why they couldn't be read anew. */
  public Catalogue withProblem(String why) {
    return new Catalogue(models, Optional.of(why));
  }
}
