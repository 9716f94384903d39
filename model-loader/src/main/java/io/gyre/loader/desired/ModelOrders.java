package io.gyre.loader.desired;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What people ask of one model, as far as it is followed.
 *
 * @param wanted whether it is to be served at all
 * @param number number of the record's last change of the model that is followed; 0 for none
 * @param attempt the try that is followed: what failed in an earlier one is tried again
 * @param reloads how often versions were to be loaded anew though their files are the same
 * @param pin the one version to serve; empty for none in particular
 * @param aliases versions by their aliases
 * @param condemned versions that are not to be served, as experience said
 * @param replicas how many demand brought it to
 * @param problem what is wrong with what is asked; empty for nothing
 */
public record ModelOrders(
    boolean wanted,
    long number,
    long attempt,
    int reloads,
    OptionalLong pin,
    SortedMap<String, Long> aliases,
    List<CondemnedVersion> condemned,
    ReplicaCount replicas,
    Optional<String> problem) {
  /** Of a model of which nobody asks anything. */
  public static final ModelOrders NONE =
      new ModelOrders(
          true,
          0,
          0,
          0,
          OptionalLong.empty(),
          new TreeMap<>(),
          List.of(),
          ReplicaCount.NONE,
          Optional.empty());

  public ModelOrders {
    aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
    condemned = List.copyOf(condemned);
  }

  /** Versions that an alias asks for. */
  public Set<Long> named() {
    return Set.copyOf(aliases.values());
  }

  /** These orders, with what is wrong with them. */
  public ModelOrders withProblem(Optional<String> what) {
    return new ModelOrders(
        wanted, number, attempt, reloads, pin, aliases, condemned, replicas, what);
  }

  /** These orders, with as many replicas as demand asks for. */
  public ModelOrders withReplicas(int count) {
    return withReplicas(new ReplicaCount(count, 0));
  }

  /** These orders, with what demand asks for. */
  public ModelOrders withReplicas(ReplicaCount count) {
    return new ModelOrders(
        wanted, number, attempt, reloads, pin, aliases, condemned, count, problem);
  }

  /** These orders as of an earlier change, until the later one can be followed. */
  public ModelOrders asOf(ModelOrders earlier) {
    return new ModelOrders(
        wanted,
        earlier.number,
        earlier.attempt,
        earlier.reloads,
        pin,
        aliases,
        condemned,
        replicas,
        problem);
  }
}
