package io.gyre.loader.guided;

import io.gyre.loader.desired.AliasFile;
import io.gyre.loader.desired.CondemnedVersion;
import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.desired.ReplicaCount;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.proto.registry.Loading;
import io.gyre.proto.registry.ModelWish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Decides what of a repository is followed. A pure function of what was found, what is asked for
 * and what was followed before: under polling everything is; otherwise a model that is served stays
 * as it is until somebody asks to load it again.
 *
 * @param mode what decides which models are loaded
 * @param atStart which models are loaded under explicit control though nobody has asked
 * @param before what was followed before; empty at the start
 */
record Adoption(ControlMode mode, Predicate<String> atStart, Optional<Catalogue> before) {
  /**
   * A model as it is now.
   *
   * @param entry its folder, or what was given in its place; empty where there is neither
   * @param wish what is asked of it
   * @param aliases the aliases beside it
   * @param condemned versions of it that are not to be served
   * @param replicas how many demand brought it to
   */
  record Found(
      Optional<ModelEntry> entry,
      ModelWish wish,
      AliasFile aliases,
      List<CondemnedVersion> condemned,
      ReplicaCount replicas) {
    /** A model that was followed and is there no more. */
    static final Found NOTHING =
        new Found(
            Optional.empty(),
            ModelWish.getDefaultInstance(),
            AliasFile.NONE,
            List.of(),
            ReplicaCount.NONE);
  }

  /** What is followed of these models from now on. */
  Catalogue of(Map<String, Found> found, Optional<String> problem) {
    SortedMap<String, ModelEntry> models = new TreeMap<>();
    Map<String, ModelOrders> orders = new HashMap<>();
    Set<String> names = new TreeSet<>(found.keySet());
    before.ifPresent(catalogue -> names.addAll(catalogue.models().keySet()));
    for (String name : names) {
      adopt(name, found.getOrDefault(name, Found.NOTHING), models, orders);
    }
    return new Catalogue(models, problem, orders);
  }

  private void adopt(
      String name,
      Found now,
      SortedMap<String, ModelEntry> models,
      Map<String, ModelOrders> orders) {
    ModelOrders asked = orders(name, now);
    Optional<ModelEntry> entry = now.entry();
    if (before.isPresent() && mode != ControlMode.POLL) {
      Optional<ModelEntry> known = before.get().model(name);
      ModelOrders knownOrders = before.get().orders(name);
      boolean again = asked.attempt() != knownOrders.attempt();
      if (mode == ControlMode.NONE || !again && asked.wanted() && knownOrders.wanted()) {
        entry = settled(known).or(() -> known.flatMap(_ -> now.entry()));
      } else if (again && asked.wanted() && entry.isPresent() && settled(entry).isEmpty()) {
        // The answer to whoever asked waits until the files are whole.
        asked = asked.asOf(knownOrders);
        entry = known.or(now::entry);
      }
    }
    if (entry.isPresent()) {
      models.put(name, entry.get());
      ModelOrders followed = checked(asked, entry.get());
      if (!followed.equals(ModelOrders.NONE)) {
        orders.put(name, followed);
      }
    }
  }

  /** Says which versions are asked for that the model doesn't have. */
  private static ModelOrders checked(ModelOrders asked, ModelEntry model) {
    List<String> problems = new ArrayList<>();
    asked.problem().ifPresent(problems::add);
    asked
        .pin()
        .ifPresent(version -> {
          if (model.version(version).isEmpty()) {
            problems.add("the pinned version " + version + " isn't in the repository");
          }
        });
    asked
        .aliases()
        .forEach((alias, version) -> {
          if (model.version(version).isEmpty()) {
            problems.add("alias '" + alias + "': version " + version + " isn't in the repository");
          }
        });
    return problems.isEmpty() ? asked : asked.withProblem(Optional.of(String.join("; ", problems)));
  }

  private static Optional<ModelEntry> settled(Optional<ModelEntry> entry) {
    return entry.filter(one -> one.settling().isEmpty());
  }

  private ModelOrders orders(String name, Found now) {
    ModelWish wish = now.wish();
    SortedMap<String, Long> aliases = new TreeMap<>(now.aliases().aliases());
    aliases.putAll(wish.getAliasesMap());
    aliases.values().removeIf(version -> version == 0);
    return new ModelOrders(
        isWanted(name, wish),
        wish.getNumber(),
        wish.getAttempt(),
        wish.getReloads(),
        wish.getPin() == 0 ? OptionalLong.empty() : OptionalLong.of(wish.getPin()),
        aliases,
        now.condemned(),
        now.replicas(),
        now.aliases().problem());
  }

  private boolean isWanted(String name, ModelWish wish) {
    return mode != ControlMode.EXPLICIT
        || wish.getLoading() == Loading.LOADED
        || wish.getLoading() != Loading.UNLOADED && atStart.test(name);
  }
}
