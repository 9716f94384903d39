package io.gyre.loader.lifecycle;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.VersionPolicy;
import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Chooses which units of a model are wanted. The version policy says how many and which; beyond it
 *
 * <ul>
 *   <li>where people ask for one version, it takes the place of those of the policy;
 *   <li>versions that an alias names are served aside, whatever the policy says;
 *   <li>a condemned version counts only where there is no other: the next newest takes its place,
 *       or, where its files were changed for the worse, the revision that is still served, or,
 *       where the catalogue has no other, one whose files are gone and that is still served;
 *   <li>while a chosen unit isn't served, as many of those served before are kept as lack, be their
 *       files gone, and all of them where the configuration has mistakes, so that the policy isn't
 *       known;
 *   <li>where nothing is served and a chosen unit has trouble, the next newest is wanted as well.
 * </ul>
 */
public final class WantedVersions {
  private final ModelEntry model;
  private final ModelOrders orders;
  private final Map<UnitId, HeldUnit> held;
  private final Set<UnitId> condemned;
  private final Set<UnitId> wanted = new LinkedHashSet<>();

  private WantedVersions(
      ModelEntry model, ModelOrders orders, Map<UnitId, HeldUnit> held, Set<UnitId> condemned) {
    this.model = model;
    this.orders = orders;
    this.held = held;
    this.condemned = condemned;
  }

  /**
   * The wanted units of {@code model}.
   *
   * @param orders what people ask of it
   * @param held units of this model that the worker follows
   * @param condemned units that can't be served until their files change, or mustn't
   */
  public static Wanted of(
      ModelEntry model, ModelOrders orders, List<HeldUnit> held, Set<UnitId> condemned) {
    WantedVersions versions =
        new WantedVersions(
            model,
            orders,
            held.stream().collect(Collectors.toMap(HeldUnit::unit, Function.identity())),
            condemned);
    versions.choose();
    return versions.result();
  }

  private void choose() {
    List<VersionEntry> allowed = allowed();
    int count = count(allowed);
    for (VersionEntry version : allowed) {
      if (wanted.size() < count) {
        usable(version).ifPresent(wanted::add);
      }
    }
    if (wanted.isEmpty()) {
      keep(unit -> !condemned.contains(unit.unit()), count);
    }
    if (wanted.isEmpty()) {
      allowed.stream()
          .map(VersionEntry::unit)
          .max(Comparator.comparing(this::serves).thenComparing(UnitId::version))
          .ifPresent(wanted::add);
    }
    if (!model.configuration().mistakes().isEmpty()) {
      keep(unit -> unit.state() == UnitState.READY, Long.MAX_VALUE);
    }
    boolean trouble = wanted.stream().anyMatch(this::hasTrouble);
    if (wanted.isEmpty() || !wanted.stream().allMatch(this::serves)) {
      keep(unit -> true, count - served());
    }
    if (trouble) {
      allowed.stream()
          .map(VersionEntry::unit)
          .filter(unit -> !condemned.contains(unit) && !wanted.contains(unit))
          .limit(Math.max(count - served(), 0))
          .toList()
          .forEach(wanted::add);
    }
    addNamed();
  }

  /** Wants what aliases name as well, and keeps as many served ones as lack of these. */
  private void addNamed() {
    Set<Long> named = new TreeSet<>(orders.named());
    wanted.forEach(unit -> named.remove(unit.version()));
    long lacking = named.size();
    for (long number : named) {
      Optional<UnitId> unit = model.version(number).flatMap(this::usable);
      unit.ifPresent(wanted::add);
      lacking -= unit.filter(this::serves).isPresent() ? 1 : 0;
    }
    if (lacking > 0) {
      keep(unit -> true, lacking);
    }
  }

  /**
   * Versions of {@code model} that are served for an alias alone: those that neither the policy nor
   * a pin would have chosen of a repository without faults.
   */
  public static Set<Long> aside(ModelEntry model, ModelOrders orders) {
    if (orders.aliases().isEmpty()) {
      return Set.of();
    }
    WantedVersions versions = new WantedVersions(model, orders, Map.of(), Set.of());
    List<VersionEntry> allowed = versions.allowed();
    Set<Long> aside = new TreeSet<>(orders.named());
    allowed.stream()
        .limit(versions.count(allowed))
        .forEach(version -> aside.remove(version.version()));
    return aside;
  }

  /** The versions that the policy or a pin allows, newest first. */
  private List<VersionEntry> allowed() {
    List<VersionEntry> versions = new ArrayList<>(model.versions().reversed());
    if (orders.pin().isPresent()) {
      versions.removeIf(version -> version.version() != orders.pin().getAsLong());
    } else if (model.configuration().versionPolicy()
        instanceof VersionPolicy.Specific(var numbers)) {
      versions.removeIf(version -> !numbers.contains(version.version()));
    }
    return versions;
  }

  private int count(List<VersionEntry> allowed) {
    if (orders.pin().isPresent()) {
      return 1;
    }
    return switch (model.configuration().versionPolicy()) {
      case VersionPolicy.Latest(int count) -> count;
      case VersionPolicy.All _, VersionPolicy.Specific _ -> Math.max(allowed.size(), 1);
    };
  }

  /**
   * The unit that can be served for a version: the catalogue's, or an older revision that is served
   * now.
   */
  private Optional<UnitId> usable(VersionEntry version) {
    if (!condemned.contains(version.unit())) {
      return Optional.of(version.unit());
    }
    return held.keySet().stream()
        .filter(unit -> unit.version() == version.version())
        .filter(unit -> serves(unit) && !condemned.contains(unit))
        .findFirst();
  }

  /**
   * Keeps at most so many units that are served and weren't chosen, those first that a chosen one
   * is to replace.
   */
  private void keep(Predicate<HeldUnit> which, long most) {
    Set<Long> replaced =
        wanted.stream()
            .filter(unit -> !serves(unit))
            .map(UnitId::version)
            .collect(Collectors.toSet());
    held.values().stream()
        .filter(unit -> unit.state().serves() && !wanted.contains(unit.unit()))
        .filter(which)
        .sorted(
            Comparator.comparing((HeldUnit unit) -> condemned.contains(unit.unit()))
                .thenComparing(unit -> !replaced.contains(unit.unit().version()))
                .thenComparing(unit -> unit.state() == UnitState.RETIRING)
                .thenComparing(unit -> unit.unit().version(), Comparator.reverseOrder())
                .thenComparing(unit -> unit.unit().revision()))
        .limit(Math.max(most, 0))
        .map(HeldUnit::unit)
        .toList()
        .forEach(wanted::add);
  }

  private long served() {
    return wanted.stream().filter(this::serves).count();
  }

  private boolean serves(UnitId unit) {
    HeldUnit known = held.get(unit);
    return known != null && known.state().serves();
  }

  private boolean hasTrouble(UnitId unit) {
    HeldUnit known = held.get(unit);
    return known != null && (known.state() == UnitState.WAITING || known.failures() > 0);
  }

  private Wanted result() {
    Map<UnitId, Long> bytes =
        model.versions().stream()
            .collect(Collectors.toMap(VersionEntry::unit, VersionEntry::bytes));
    return new Wanted(
        wanted.stream().map(unit -> new WantedUnit(unit, bytes.getOrDefault(unit, 0L))).toList(),
        bytes.keySet().stream().filter(condemned::contains).collect(Collectors.toSet()));
  }
}
