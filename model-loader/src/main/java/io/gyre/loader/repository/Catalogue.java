package io.gyre.loader.repository;

import io.gyre.loader.desired.ModelOrders;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Snapshot of what a repository holds, and of what people ask for of it.
 *
 * @param models every model by name, those with a problem included
 * @param problem why the repository couldn't be read this time; the models are those of the last
 *     time it could
 * @param orders what is asked of models, by name; nothing of those that it lacks
 * @param leaving ids of workers that are about to end
 */
public record Catalogue(
    SortedMap<String, ModelEntry> models,
    Optional<String> problem,
    Map<String, ModelOrders> orders,
    Set<String> leaving) {
  /** Nothing, before the first scan. */
  public static final Catalogue EMPTY = new Catalogue(new TreeMap<>(), Optional.empty());

  public Catalogue {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
    orders = Map.copyOf(orders);
    leaving = Set.copyOf(leaving);
  }

  /** A catalogue of workers that all stay. */
  public Catalogue(
      SortedMap<String, ModelEntry> models,
      Optional<String> problem,
      Map<String, ModelOrders> orders) {
    this(models, problem, orders, Set.of());
  }

  /** A catalogue of which nobody asks anything. */
  public Catalogue(SortedMap<String, ModelEntry> models, Optional<String> problem) {
    this(models, problem, Map.of());
  }

  /** The model called {@code name}, where there is one. */
  public Optional<ModelEntry> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /** What is asked of the model called {@code name}. */
  public ModelOrders orders(String name) {
    return orders.getOrDefault(name, ModelOrders.NONE);
  }

  /** The same models, and why they couldn't be read anew. */
  public Catalogue withProblem(String why) {
    return new Catalogue(models, Optional.of(why), orders, leaving);
  }

  /** The same models, and who is about to end. */
  public Catalogue withLeaving(Set<String> workers) {
    return new Catalogue(models, problem, orders, workers);
  }
}
