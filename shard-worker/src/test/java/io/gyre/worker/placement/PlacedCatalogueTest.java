package io.gyre.worker.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import java.nio.file.Path;
import java.util.List;
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
    PlacedCatalogue registry = new PlacedCatalogue(_ -> catalogue, placed, member("w1"));
    assertThat(registry.scan(Catalogue.EMPTY)).isSameAs(catalogue);
    assertThat(placed.count()).isZero();
  }

  @Test
  void workersShareTheModelsOut() {
    int hosts = 0;
    for (String worker : WORKERS) {
      PlacedModels placed = models(worker, 2);
      PlacedCatalogue registry = new PlacedCatalogue(_ -> catalogue, placed, member(worker));
      registry.members(WORKERS.stream().map(PlacedCatalogueTest::member).toList());
      registry.scan(Catalogue.EMPTY);
      hosts += placed.count();
    }
    assertThat(hosts).isEqualTo(2 * catalogue.models().size());
  }

  @Test
  void aWorkerThatIsNotListedYetCountsItselfIn() {
    PlacedModels placed = models("w1", 1);
    PlacedCatalogue registry = new PlacedCatalogue(_ -> catalogue, placed, member("w1"));
    registry.members(List.of());
    registry.scan(Catalogue.EMPTY);
    assertThat(placed.count()).isEqualTo(catalogue.models().size());
  }

  private static PlacedModels models(String worker, int replicas) {
    return new PlacedModels(worker, new UnitNeeds(new ReplicaRange(replicas, replicas)));
  }

  private static MemberCapacity member(String id) {
    return new MemberCapacity(id, 1 << 20, Set.of(), "");
  }

  private static Catalogue models(String... names) {
    TreeMap<String, ModelEntry> models = new TreeMap<>();
    for (String name : names) {
      VersionEntry version =
          new VersionEntry(new UnitId(name, 1, "r", 0), Path.of(name), List.of());
      models.put(
          name,
          new ModelEntry(
              name,
              Path.of(name),
              ConfigurationFile.parse(name, "platform: \"onnxruntime_onnx\""),
              List.of(version),
              List.of(),
              Optional.empty()));
    }
    return new Catalogue(models, Optional.empty());
  }
}
