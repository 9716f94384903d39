package io.gyre.cli.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.cli.config.ConfigurationException;
import io.gyre.cluster.placement.MemberCapacity;
import io.gyre.cluster.placement.UnitKey;
import io.gyre.cluster.placement.UnitNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementFileTest {
  @TempDir private Path directory;

  @Test
  void readsMembers() throws Exception {
    Path file =
        file(
            """
            members:
              - {id: w1, memory: 2GiB, zone: a}
              - id: w2
                memory: 100
                devices: ["cuda:0"]
            """);
    assertThat(PlacementFile.members(file))
        .containsExactly(
            new MemberCapacity("w1", 2L << 30, Set.of(), "a"),
            new MemberCapacity("w2", 100, Set.of("cuda:0"), ""));
  }

  @Test
  void readsModelsAlsoAsBareJson() throws Exception {
    Path file =
        file(
            "[{\"model\": \"m\", \"memory\": \"1KiB\"},"
                + " {\"model\": \"n\", \"memory\": 7, \"replicas\": 3, \"partition\": 1}]");
    assertThat(PlacementFile.models(file))
        .containsExactly(
            new UnitNeed(new UnitKey("m", 0), 1024, "", 1),
            new UnitNeed(new UnitKey("n", 1), 7, "", 3));
  }

  @Test
  void namesEveryMistake() throws Exception {
    Path file = file("members:\n  - {id: w1, memory: lots, colour: red}\n  - {memory: 1GiB}\n");
    assertThatThrownBy(() -> PlacementFile.members(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("unknown key 'colour'")
        .hasMessageContaining("w1: expected memory such as 512MiB or 8GiB, found 'lots'")
        .hasMessageContaining("expected id in");
  }

  @Test
  void refusesTwoOfOneNameAndWhatIsNoList() throws Exception {
    Path twice = file("members: [{id: w1, memory: 1}, {id: w1, memory: 2}]");
    assertThatThrownBy(() -> PlacementFile.members(twice))
        .hasMessageContaining("'w1' is there twice");
    Path scalar = file("just text");
    assertThatThrownBy(() -> PlacementFile.members(scalar))
        .hasMessageContaining("expected members: and a list below it")
        .hasMessageContaining("- {id: w1, memory: 16GiB}");
    Path broken = file("members: [");
    assertThatThrownBy(() -> PlacementFile.members(broken)).hasMessageContaining("not valid YAML");
    assertThatThrownBy(() -> PlacementFile.members(directory.resolve("none")))
        .hasMessageContaining("no such file");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("file.yaml"), text);
  }
}
