package io.gyre.worker.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.ReplicaRange;
import io.gyre.cluster.placement.UnitKey;
import io.gyre.cluster.placement.UnitNeed;
import io.gyre.inference.unit.UnitId;
import io.gyre.loader.config.ConfigurationFile;
import io.gyre.loader.repository.Catalogue;
import io.gyre.loader.repository.FileEntry;
import io.gyre.loader.repository.FileStamp;
import io.gyre.loader.repository.ModelEntry;
import io.gyre.loader.repository.VersionEntry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PlacedModelsTest {
  private final UnitNeeds needs = new UnitNeeds(new ReplicaRange(1, 1));

  @Test
  void sizesFollowFromTheFilesOfTheVersionsThatAreWantedSideBySide() {
    assertThat(needs.of(catalogue(model("m", "", 1, 2, 3))))
        .containsExactly(new UnitNeed(new UnitKey("m", 0), 1_250, "", 1));
    assertThat(
            needs.of(
                catalogue(model("m", "version_policy { latest { num_versions: 2 } }", 1, 2, 3))))
        .containsExactly(new UnitNeed(new UnitKey("m", 0), 2_500, "", 1));
    assertThat(needs.of(catalogue(model("m", "version_policy { specific { versions: 7 } }", 1, 2))))
        .isEmpty();
  }

  @Test
  void theConfigurationSaysMore() {
    String text =
        """
        parameters { key: "replicas" value { string_value: "2..4" } }
        parameters { key: "memory_bytes" value { string_value: "9000" } }
        instance_group { kind: KIND_GPU gpus: 1 }
        """;
    assertThat(needs.of(catalogue(model("m", text, 1))))
        .containsExactly(new UnitNeed(new UnitKey("m", 0), 9_000, "cuda:1", 2));
  }

  @Test
  void workersThatHeardTheSameShareTheModelsOut() {
    Catalogue catalogue =
        catalogue(model("a", "", 1), model("b", "", 1), model("c", "", 1), model("d", "", 1));
    List<MemberCapacity> members = List.of(member("w1"), member("w2"), member("w3"));
    int hosts = 0;
    for (MemberCapacity member : members) {
      PlacedModels placed = new PlacedModels(member.id(), needs);
      placed.place(members, catalogue);
      for (String model : catalogue.models().keySet()) {
        hosts += placed.test(model) ? 1 : 0;
      }
    }
    assertThat(hosts).isEqualTo(4);
  }

  @Test
  void aWorkerThatIsNoMemberWantsNothing() {
    PlacedModels placed = new PlacedModels("w1", needs);
    Catalogue catalogue = catalogue(model("a", "", 1));
    assertThat(placed.place(List.of(member("w1")), catalogue)).isTrue();
    assertThat(placed.place(List.of(member("w1")), catalogue)).isFalse();
    assertThat(placed.test("a")).isTrue();
    assertThat(placed.place(List.of(member("w2")), catalogue)).isTrue();
    assertThat(placed.test("a")).isFalse();
  }

  private static MemberCapacity member(String id) {
    return new MemberCapacity(id, 10_000, Set.of(), "");
  }

  private static ModelEntry model(String name, String configuration, long... versions) {
    return new ModelEntry(
        name,
        Path.of(name),
        ConfigurationFile.parse(name, configuration + "\nplatform: \"onnxruntime_onnx\""),
        LongStream.of(versions).mapToObj(version -> version(name, version)).toList(),
        List.of(),
        Optional.empty());
  }

  private static VersionEntry version(String model, long version) {
    FileStamp stamp = new FileStamp(1_000, Instant.EPOCH, "");
    return new VersionEntry(
        new UnitId(model, version, "r", 0),
        Path.of(model),
        List.of(new FileEntry(version + "/model.onnx", stamp, "")));
  }

  private static Catalogue catalogue(ModelEntry... models) {
    TreeMap<String, ModelEntry> byName = new TreeMap<>();
    for (ModelEntry model : models) {
      byName.put(model.name(), model);
    }
    return new Catalogue(byName, Optional.empty());
  }
}
