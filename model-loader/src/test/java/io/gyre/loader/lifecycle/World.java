package io.gyre.loader.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.desired.ModelOrders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * One model on one worker with two routers, changed at random, with the loop that carries actions
 * out and the rules that must hold after each of them.
 */
final class World {
  private static final long GRACE = 40;
  private static final long REANNOUNCE = 20;
  private static final List<String> ROUTERS = List.of("r", "s");

  private final Random random;
  private final ConfigurationFile policy;
  private final long budget;
  private final TreeMap<Long, UnitId> catalogue = new TreeMap<>();
  private final Map<UnitId, Held> held = new LinkedHashMap<>();
  private final Set<UnitId> condemned = new HashSet<>();
  private final Map<String, RouterLink> routers = new HashMap<>();
  private long now;
  private long revisions;
  private boolean served;
  private int flips;

  /** A unit's changing state. */
  private static final class Held {
    private UnitState state = UnitState.WANTED;
    private long number = 1;
    private long announcedAt;
    private int inFlight;
    private int failures;
    private long retryAt;
    private final Map<String, Long> leases = new HashMap<>();
  }

  /**
   * A world with room for so many units, and a file's fault in its revision's first letter: c
   * corrupt, f flaky, g good.
   */
  World(long seed, String policy, int room) {
    this.random = new Random(seed);
    this.policy = ConfigurationFile.parse("m", policy);
    this.budget = room * Models.BYTES;
    ROUTERS.forEach(router -> routers.put(router, new RouterLink(true, 0)));
    publish(1, "g");
  }

  int flips() {
    return flips;
  }

  /** One random event, and all actions that follow from it. */
  void step() {
    now += random.nextInt(10);
    switch (random.nextInt(9)) {
      case 0 -> publish(1 + random.nextInt(4), random.nextInt(3) == 0 ? "c" : "f");
      case 1 -> publish(1 + random.nextInt(4), "g");
      case 2 -> withdraw();
      case 3 -> toggleRouter();
      case 4, 5 -> held.values().forEach(this::traffic);
      default -> progress();
    }
    settle();
  }

  /** Lets everything that is under way end, with files that load and routers that answer. */
  void calm() {
    ROUTERS.forEach(router -> connect(router));
    for (int i = 0; i < 200; i++) {
      now += 100;
      held.values().forEach(unit -> unit.inFlight = 0);
      finishLoads(true);
      settle();
      ROUTERS.forEach(this::release);
      settle();
    }
  }

  void assertSettled() {
    Wanted wanted = wanted();
    assertThat(act()).isEmpty();
    assertThat(held.values()).noneMatch(unit -> unit.state == UnitState.RETIRING);
    assertThat(held.values()).noneMatch(unit -> unit.state.loads());
    if (budget >= 8 * Models.BYTES) {
      assertThat(wanted.units())
          .extracting(WantedUnit::unit)
          .filteredOn(unit -> !condemned.contains(unit))
          .allSatisfy(unit -> assertThat(get(unit).state).isEqualTo(UnitState.READY));
    }
    assertThat(condemned)
        .filteredOn(held::containsKey)
        .allMatch(u -> get(u).state != UnitState.READY);
  }

  private void publish(long version, String kind) {
    catalogue.put(version, Models.unit(version, kind + revisions++));
  }

  /** Takes a version away, but never the last that loads. */
  private void withdraw() {
    long version = 1 + random.nextInt(4);
    boolean otherLoads =
        catalogue.entrySet().stream()
            .anyMatch(e -> e.getKey() != version && e.getValue().revision().startsWith("g"));
    if (otherLoads) {
      catalogue.remove(version);
    }
  }

  private void toggleRouter() {
    String router = ROUTERS.get(random.nextInt(2));
    if (link(router).connected()) {
      routers.put(router, new RouterLink(false, now));
    } else {
      connect(router);
    }
  }

  /** A snapshot tells a router of all that serves, which leases it. */
  private void connect(String router) {
    if (!link(router).connected()) {
      routers.put(router, new RouterLink(true, 0));
      held.values().stream().filter(u -> u.state.serves()).forEach(u -> u.leases.put(router, 0L));
    }
  }

  private void progress() {
    if (random.nextBoolean()) {
      finishLoads(false);
    } else {
      release(ROUTERS.get(random.nextInt(2)));
    }
  }

  private void traffic(Held unit) {
    boolean reachable =
        unit.leases.entrySet().stream()
            .anyMatch(e -> link(e.getKey()).connected() && e.getValue() != unit.number);
    if (unit.state.serves() && reachable && random.nextBoolean()) {
      unit.inFlight++;
    } else if (unit.inFlight > 0) {
      unit.inFlight--;
    }
  }

  private void finishLoads(boolean sound) {
    for (var entry : held.entrySet()) {
      Held unit = entry.getValue();
      String revision = entry.getKey().revision();
      if (unit.state == UnitState.WARMING) {
        become(entry.getKey(), UnitState.READY);
        served = true;
        flips++;
        unit.failures = 0;
        ROUTERS.stream().filter(r -> link(r).connected()).forEach(r -> unit.leases.put(r, 0L));
      } else if (unit.state == UnitState.LOADING && revision.startsWith("c")) {
        fail(entry.getKey(), Long.MAX_VALUE);
        condemned.add(entry.getKey());
      } else if (unit.state == UnitState.LOADING
          && revision.startsWith("f")
          && !sound
          && random.nextBoolean()) {
        fail(entry.getKey(), now + 30);
      } else if (unit.state == UnitState.LOADING) {
        become(entry.getKey(), UnitState.WARMING);
      }
    }
  }

  private void fail(UnitId unit, long retryAt) {
    become(unit, UnitState.FAILED);
    get(unit).failures++;
    get(unit).retryAt = retryAt;
  }

  /**
   * A router releases what is RETIRING when it has a better one: READY, uncondemned, nothing newer
   * of it loading.
   */
  private void release(String router) {
    boolean better =
        held.entrySet().stream()
            .anyMatch(e ->
                e.getValue().state == UnitState.READY && e.getValue().leases.containsKey(router));
    if (link(router).connected() && better) {
      held.values().stream()
          .filter(unit -> unit.state == UnitState.RETIRING && unit.leases.containsKey(router))
          .forEach(unit -> unit.leases.put(router, unit.number));
    }
  }

  private void settle() {
    for (int rounds = 0; !act().isEmpty(); rounds++) {
      assertThat(rounds).as("actions come to an end").isLessThan(50);
    }
    check();
  }

  private List<Action> act() {
    Wanted wanted = wanted();
    List<Action> actions =
        Lifecycle.decide(
            new LifecycleView(
                now,
                wanted.units(),
                wanted.condemned(),
                snapshot(),
                routers,
                free(),
                2,
                GRACE,
                REANNOUNCE));
    assertThat(actions).extracting(Action::unit).doesNotHaveDuplicates();
    actions.forEach(this::carryOut);
    return actions;
  }

  private Wanted wanted() {
    UnitId[] units = catalogue.values().toArray(UnitId[]::new);
    return WantedVersions.of(Models.model(policy, units), ModelOrders.NONE, snapshot(), condemned);
  }

  private List<HeldUnit> snapshot() {
    List<HeldUnit> units = new ArrayList<>();
    held.forEach((id, unit) ->
        units.add(
            new HeldUnit(
                id,
                unit.state,
                unit.number,
                unit.announcedAt,
                unit.leases,
                unit.inFlight,
                unit.failures,
                unit.retryAt)));
    return units;
  }

  private void carryOut(Action action) {
    switch (action) {
      case Action.Want(UnitId unit) -> {
        if (held.containsKey(unit)) {
          become(unit, UnitState.WANTED);
        } else {
          held.put(unit, new Held());
        }
      }
      case Action.Wait(UnitId unit, long needed, long free) -> {
        assertThat(needed).isGreaterThan(free);
        become(unit, UnitState.WAITING);
      }
      case Action.Load(UnitId unit) -> become(unit, UnitState.LOADING);
      case Action.Retire(UnitId unit) -> become(unit, UnitState.RETIRING);
      case Action.Restore(UnitId unit) -> become(unit, UnitState.READY);
      case Action.Reannounce(UnitId unit) -> get(unit).number++;
      case Action.Unload(UnitId unit) -> unload(unit);
    }
  }

  private void unload(UnitId id) {
    Held unit = get(id);
    assertThat(unit.inFlight).as("in flight on " + id).isZero();
    unit.leases.forEach((router, released) -> {
      boolean lapsed = !link(router).connected() && now - link(router).lostAt() >= GRACE;
      assertThat(lapsed || released == unit.number).as(router + " released " + id).isTrue();
    });
    become(id, UnitState.UNLOADED);
    held.remove(id);
  }

  private void become(UnitId id, UnitState next) {
    Held unit = get(id);
    assertThat(unit.state.canBecome(next)).as(id + ": " + unit.state + " to " + next).isTrue();
    unit.state = next;
    unit.number++;
    unit.announcedAt = now;
  }

  private void check() {
    assertThat(free()).as("free memory").isNotNegative();
    if (served) {
      assertThat(held.values()).as("something serves").anyMatch(unit -> unit.state.serves());
    }
    for (String router : ROUTERS) {
      boolean knows = held.values().stream().anyMatch(u -> u.leases.containsKey(router));
      if (served && knows && link(router).connected()) {
        assertThat(held.values())
            .as(router + " has a unit to send to")
            .anyMatch(u ->
                u.state.serves()
                    && u.leases.containsKey(router)
                    && u.leases.get(router) != u.number);
      }
    }
  }

  private long free() {
    return budget
        - Models.BYTES * held.values().stream().filter(u -> u.state.holdsMemory()).count();
  }

  private Held get(UnitId id) {
    Held unit = held.get(id);
    if (unit == null) {
      throw new AssertionError(id + " isn't held");
    }
    return unit;
  }

  private RouterLink link(String router) {
    return routers.getOrDefault(router, new RouterLink(false, 0));
  }
}
