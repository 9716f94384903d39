package io.gyre.loader.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationFileTest {
  @Test
  void aSyntaxErrorTellsItsLine() {
    assertThat(mistakes("name: \"m\"\nmax_batch_size = 8\n"))
        .singleElement()
        .asString()
        .startsWith("config.pbtxt:2: expected protobuf text format, found ");
  }

  @Test
  void everyUnknownFieldIsNamedBesideTheOtherMistakes() {
    assertThat(mistakes("max_batchsize: 8\ninput { nam: \"A\" }\nmax_batch_size: -1"))
        .satisfiesExactlyInAnyOrder(
            m -> assertThat(m).contains(":1:", "a field of ModelConfig", "found max_batchsize"),
            m -> assertThat(m).contains(":2:", "a field of ModelInput (name, data", "found nam"),
            m -> assertThat(m).contains(":3: max_batch_size", "found -1"));
  }

  @Test
  void anUnknownValueIsAnsweredWithTheKnownOnes() {
    assertThat(mistakes("input {\n data_type: TYPE_FLOAT }"))
        .singleElement()
        .asString()
        .contains(":2:", "expected one of TYPE_INVALID, TYPE_BOOL", "found TYPE_FLOAT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "platform: \"ensemble\"",
        "ensemble_scheduling { step { model_name: \"x\" } }",
        "sequence_batching { iterative_sequence: true }",
        "model_transaction_policy { decoupled: true }",
        "input { name: \"A\" allow_ragged_batch: true }",
        "batch_input { target_name: \"x\" }",
        "model_operations { op_library_filename: \"x.so\" }",
      })
  void whatWouldChangeAnswersAndIsNotServedRefusesTheModelByName(String text) {
    assertThat(mistakes(text))
        .singleElement()
        .asString()
        .contains("which is not served yet")
        .contains(text.contains("ensemble") ? "ensemble" : text.split("\\W")[0]);
  }

  @Test
  void backendAndPlatformMustBeKnownAndAgree() {
    assertThat(mistakes("backend: \"onnxruntime\"")).isEmpty();
    assertThat(mistakes("platform: \"onnxruntime_onnx\"")).isEmpty();
    assertThat(mistakes("backend: \"onnxruntime\" platform: \"onnxruntime_onnx\"")).isEmpty();
    assertThat(mistakes("backend: \"python\"")).singleElement().asString().contains("\"python\"");
    assertThat(mistakes("platform: \"tensorrt_plan\"")).hasSize(1);
    assertThat(mistakes("backend: \"onnxruntime\" platform: \"tensorrt_plan\"")).hasSize(1);
  }

  @Test
  void readsTheVersionPolicy() {
    assertThat(policy("")).isEqualTo(new VersionPolicy.Latest(1));
    assertThat(policy("version_policy {}")).isEqualTo(new VersionPolicy.Latest(1));
    assertThat(policy("version_policy { latest {} }")).isEqualTo(new VersionPolicy.Latest(1));
    assertThat(policy("version_policy { latest { num_versions: 3 } }"))
        .isEqualTo(new VersionPolicy.Latest(3));
    assertThat(policy("version_policy { all {} }")).isEqualTo(new VersionPolicy.All());
    assertThat(policy("version_policy { specific { versions: [1, 3] } }"))
        .isEqualTo(new VersionPolicy.Specific(Set.of(1L, 3L)));
    assertThat(mistakes("version_policy { specific {} }")).hasSize(1);
    assertThat(mistakes("version_policy { specific { versions: 0 } }")).hasSize(1);
  }

  @Test
  void threadCountsThatAreNoneAreMistakes() {
    for (String count : List.of("two", "-1", "99999", "")) {
      assertThat(
              mistakes(
                  "parameters { key: \"intra_op_thread_count\" value: { string_value: \""
                      + count
                      + "\" } }"))
          .singleElement()
          .asString()
          .contains("intra_op_thread_count of 0");
    }
  }

  @Test
  void priorityLevelsMustHoldTheirDefault() {
    assertThat(mistakes("dynamic_batching { priority_levels: 2 }")).hasSize(1);
    assertThat(mistakes("dynamic_batching { priority_levels: 2 default_priority_level: 3 }"))
        .hasSize(1);
    assertThat(
            mistakes(
                "dynamic_batching { priority_levels: 2 default_priority_level: 2"
                    + " priority_queue_policy { key: 3 value {} } }"))
        .singleElement()
        .asString()
        .contains("1 to priority_levels, which is 2", "found 3");
    assertThat(mistakes("dynamic_batching { priority_levels: 1001 default_priority_level: 1 }"))
        .singleElement()
        .asString()
        .contains("dynamic_batching.priority_levels: expected at most 1000", "found 1001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default_priority_level: 1", "priority_queue_policy { key: 1 value {} }"})
  void prioritiesWithoutLevelsAreAMistake(String text) {
    assertThat(mistakes("dynamic_batching { " + text + " }"))
        .singleElement()
        .asString()
        .contains("dynamic_batching." + text.split("\\W")[0])
        .contains("expected none, or priority_levels beside it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "priority_levels: 2 default_priority_level: 1",
        "default_queue_policy { timeout_action: DELAY }",
        "priority_levels: 1 default_priority_level: 1"
            + " priority_queue_policy { key: 1 value { timeout_action: DELAY } }",
      })
  void orderToPreserveLeavesNoRoomToOvertake(String text) {
    assertThat(mistakes("dynamic_batching { preserve_ordering: true " + text + " }"))
        .singleElement()
        .asString()
        .contains("beside preserve_ordering");
  }

  @Test
  void negativeAndUnknownValuesOfAQueueNameTheirField() {
    assertThat(mistakes("dynamic_batching {\n  max_queue_delay_microseconds: -5\n}"))
        .containsExactly(
            "config.pbtxt:2: max_queue_delay_microseconds: expected a number from 0 up, found -5");
    assertThat(mistakes("dynamic_batching { default_queue_policy { timeout_action: DROP } }"))
        .containsExactly(
            "config.pbtxt:1: timeout_action: expected one of REJECT, DELAY, found DROP");
  }

  @Test
  void preferredSizeOverTheLargestBatchIsAMistake() {
    assertThat(mistakes("max_batch_size: 4 dynamic_batching { preferred_batch_size: [ 2, 8, 0 ] }"))
        .hasSize(2)
        .anySatisfy(mistake ->
            assertThat(mistake)
                .contains("expected sizes up to max_batch_size, which is 4, found 8"))
        .anySatisfy(mistake -> assertThat(mistake).contains("expected positive sizes, found 0"));
  }

  private static VersionPolicy policy(String text) {
    return ConfigurationFile.parse("m", text).versionPolicy();
  }

  private static List<String> mistakes(String text) {
    return ConfigurationFile.parse("m", text).mistakes().stream().map(Mistake::toString).toList();
  }
}
