package io.gyre.worker.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.desired.ModelOrders;
import io.gyre.loader.desired.ReplicaCount;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.CatalogueSource;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlacedCatalogueTest {
  private static final List<String> WORKERS = List.of("w1", "w2", "w3");

  private final Catalogue catalogue = models("a", "b", "c", "d");

  @Test
  void nothingIsWantedBeforeTheMembersAreKnown() {
    PlacedModels placed = models("w1", 2);
    PlacedCatalogue registry = new PlacedCatalogue(_ -> catalogue, placed);
    assertThat(registry.scan(Catalogue.EMPTY)).isSameAs(catalogue);
    assertThat(placed.count()).isZero();
  }

  @Test
  void workersShareTheModelsOut() {
    int hosts = 0;
    for (String worker : WORKERS) {
      PlacedModels placed = models(worker, 2);
      PlacedCatalogue registry = new PlacedCatalogue(_ -> catalogue, placed);
      registry.members(listed(), member(worker));
      registry.scan(Catalogue.EMPTY);
      hosts += placed.count();
    }
    assertThat(hosts).isEqualTo(2 * catalogue.models().size());
  }

  @Test
  void aWorkerThatIsNotListedYetCountsItselfIn() {
    PlacedModels placed = models("w1", 1);
    PlacedCatalogue registry = new PlacedCatalogue(_ -> catalogue, placed);
    registry.members(List.of(), member("w1"));
    registry.scan(Catalogue.EMPTY);
    assertThat(placed.count()).isEqualTo(catalogue.models().size());
  }

  @Test
  void othersTakeOverTheModelsOfAWorkerThatIsAboutToEnd() {
    Catalogue leaving = catalogue.withLeaving(Set.of("w2"));
    Map<String, Integer> shares = new TreeMap<>();
    for (String worker : WORKERS) {
      PlacedModels placed = models(worker, 1);
      PlacedCatalogue registry = new PlacedCatalogue(_ -> leaving, placed);
      registry.members(listed(), member(worker));
      registry.scan(Catalogue.EMPTY);
      shares.put(worker, placed.count());
    }
    assertThat(shares).containsEntry("w2", 0);
    assertThat(shares.values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(catalogue.models().size());
  }

  @Test
  void whereAllAreAboutToEndEachKeepsItsShare() {
    PlacedModels placed = models("w1", 3);
    PlacedCatalogue registry =
        new PlacedCatalogue(_ -> catalogue.withLeaving(Set.copyOf(WORKERS)), placed);
    registry.members(listed(), member("w1"));
    registry.scan(Catalogue.EMPTY);
    assertThat(placed.count()).isEqualTo(catalogue.models().size());
  }

  @Test
  void aWorkerThatIsListedByAnotherIdServesTheShareOfThatId() {
    PlacedModels called = models("w1", 1);
    PlacedModels byDefault = models("worker", 1);
    for (PlacedModels placed : List.of(called, byDefault)) {
      PlacedCatalogue registry = new PlacedCatalogue(_ -> catalogue, placed);
      registry.members(listed(), member("w1"));
      registry.scan(Catalogue.EMPTY);
    }
    assertThat(catalogue.models().keySet())
        .allMatch(model -> called.test(model) == byDefault.test(model));
  }

  private static List<MemberCapacity> listed() {
    return WORKERS.stream().map(PlacedCatalogueTest::member).toList();
  }

  /** A registry that keeps replica counts, shared by two workers. */
  private final class Registry implements CatalogueSource {
    private final Map<String, ReplicaCount> replicas = new TreeMap<>();

    @Override
    public Catalogue scan(Catalogue previous) {
      Map<String, ModelOrders> orders = new TreeMap<>();
      replicas.forEach((model, count) -> orders.put(model, ModelOrders.NONE.withReplicas(count)));
      return new Catalogue(ranged.models(), Optional.empty(), orders);
    }

    @Override
    public boolean replicas(String model, ReplicaCount seen, ReplicaCount next) {
      return replicas.getOrDefault(model, ReplicaCount.NONE).equals(seen)
          && !next.equals(replicas.put(model, next));
    }
  }

  private final Catalogue ranged =
      models("parameters { key: \"replicas\" value { string_value: \"1..3\" } }", List.of("m"));

  private List<PlacedCatalogue> workers(Registry shared, List<PlacedModels> placed) {
    List<PlacedCatalogue> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS.size(); i++) {
      PlacedCatalogue worker = new PlacedCatalogue(shared, placed.get(i));
      worker.members(listed(), member(WORKERS.get(i)));
      workers.add(worker);
    }
    return workers;
  }

  @Test
  void aBusyModelGetsReplicasAndGivesThemUp() {
    Registry shared = new Registry();
    List<PlacedModels> placed = WORKERS.stream().map(worker -> models(worker, 1)).toList();
    List<PlacedCatalogue> workers = workers(shared, placed);
    assertThat(hosts(workers, placed)).isEqualTo(1);

    workers.forEach(worker -> worker.demand(Map.of("m", 0.9)));
    assertThat(shared.replicas).containsExactly(Map.entry("m", new ReplicaCount(2, 0)));
    assertThat(hosts(workers, placed)).isEqualTo(2);

    for (int look = 0; look < 2 * DemandTrend.CALM; look++) {
      assertThat(hosts(workers, placed)).isEqualTo(2);
      workers.forEach(worker -> worker.demand(Map.of()));
    }
    assertThat(shared.replicas).containsExactly(Map.entry("m", new ReplicaCount(2, 1)));
    assertThat(hosts(workers, placed)).isEqualTo(2);
    workers.forEach(worker -> worker.demand(Map.of()));
    assertThat(shared.replicas).containsExactly(Map.entry("m", ReplicaCount.NONE));
    assertThat(hosts(workers, placed)).isEqualTo(1);
  }

  @Test
  void aHostThatRequestsPassByLeavesToTheOthersWhatTheyNeed() {
    Registry shared = new Registry();
    shared.replicas.put("m", new ReplicaCount(2, 0));
    List<PlacedModels> placed = WORKERS.stream().map(worker -> models(worker, 1)).toList();
    List<PlacedCatalogue> workers = workers(shared, placed);
    assertThat(hosts(workers, placed)).isEqualTo(2);
    String first = placed.getFirst().hosts("m").getFirst();
    for (int look = 0; look < 100; look++) {
      for (int i = 0; i < WORKERS.size(); i++) {
        double busy = WORKERS.get(i).equals(first) ? 0 : 0.6;
        workers.get(i).demand(Map.of("m", busy));
      }
      assertThat(hosts(workers, placed)).isEqualTo(2);
    }
  }

  private static int hosts(List<PlacedCatalogue> workers, List<PlacedModels> placed) {
    workers.forEach(worker -> worker.scan(Catalogue.EMPTY));
    return placed.stream().mapToInt(PlacedModels::count).sum();
  }

  private static PlacedModels models(String worker, int replicas) {
    return new PlacedModels(worker, new UnitNeeds(new ReplicaRange(replicas, replicas)));
  }

  private static MemberCapacity member(String id) {
    return new MemberCapacity(id, 1 << 20, Set.of(), "");
  }

  private static Catalogue models(String... names) {
    return models("", List.of(names));
  }

  private static Catalogue models(String configuration, List<String> names) {
    TreeMap<String, ModelEntry> models = new TreeMap<>();
    for (String name : names) {
      VersionEntry version =
          new VersionEntry(new UnitId(name, 1, "r", 0), Path.of(name), List.of());
      models.put(
          name,
          new ModelEntry(
              name,
              Path.of(name),
              ConfigurationFile.parse(name, "platform: \"onnxruntime_onnx\" " + configuration),
              List.of(version),
              List.of(),
              Optional.empty()));
    }
    return new Catalogue(models, Optional.empty());
  }
}
