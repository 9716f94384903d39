package io.gyre.loader.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementParametersTest {
  @Test
  void aModelSaysHowManyReplicasAndWhatItHolds() {
    assertThat(file("replicas", "2..8").placement())
        .isEqualTo(new PlacementParameters(2, 8, OptionalLong.empty()));
    assertThat(file("replicas", "3").placement())
        .isEqualTo(new PlacementParameters(3, 3, OptionalLong.empty()));
    assertThat(file("memory_bytes", "1000000").placement())
        .isEqualTo(new PlacementParameters(0, 0, OptionalLong.of(1_000_000)));
    assertThat(ConfigurationFile.ABSENT.placement())
        .isEqualTo(new PlacementParameters(0, 0, OptionalLong.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "8..2", "2..", "1.5", ""})
  void whatIsNoNumberOfReplicasIsAMistake(String replicas) {
    assertThat(file("replicas", replicas).mistakes())
        .singleElement()
        .asString()
        .contains("parameters", "2..8", "\"" + replicas + "\"");
  }

  @Test
  void whatIsNoNumberOfBytesIsAMistake() {
    assertThat(file("memory_bytes", "1GB").mistakes())
        .singleElement()
        .asString()
        .contains("memory_bytes", "\"1GB\"");
  }

  private static ConfigurationFile file(String key, String value) {
    return ConfigurationFile.parse(
        "m",
        "platform: \"onnxruntime_onnx\"\nparameters { key: \"%s\" value { string_value: \"%s\" } }"
            .formatted(key, value));
  }
}
