package io.gyre.loader.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SequenceBatchingTest {
  private static final Signature MODEL =
      new Signature(
          List.of(
              spec("INPUT", Datatype.FP32, -1, 4),
              spec("START", Datatype.INT32, -1, 1),
              spec("END", Datatype.BOOL, -1),
              spec("ID", Datatype.UINT64, -1, 1),
              spec("STATE_IN", Datatype.FP32, -1, -1)),
          List.of(spec("OUTPUT", Datatype.FP32, -1, 4), spec("STATE_OUT", Datatype.FP32, -1, -1)),
          Map.of(),
          Set.of());
  private static final String CONTROLS =
      """
      control_input { name: "START" control { kind: CONTROL_SEQUENCE_START int32_false_true: [0, 7] } }
      control_input { name: "END" control { kind: CONTROL_SEQUENCE_END bool_false_true: [false, true] } }
      control_input { name: "ID" control { kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_UINT64 } }
      """;
  private static final String STATE =
      "state { input_name: \"STATE_IN\" output_name: \"STATE_OUT\" data_type: TYPE_FP32 dims: [-1]"
          + " }";

  @TempDir private Path directory;

  private static TensorSpec spec(String name, Datatype datatype, long... dims) {
    return new TensorSpec(name, datatype, Shape.of(dims));
  }

  private ModelConfiguration resolve(String text) {
    Resolution resolution =
        new ConfigurationResolver(new ConfigurationDefaults(4, 1))
            .resolve("m", directory, ConfigurationFile.parse("m", text), MODEL);
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    return ((Resolution.Resolved) resolution).configuration();
  }

  private String refuse(String text) {
    Resolution resolution =
        new ConfigurationResolver(new ConfigurationDefaults(4, 1))
            .resolve("m", directory, ConfigurationFile.parse("m", text), MODEL);
    assertThat(resolution).isInstanceOf(Resolution.Refused.class);
    return ((Resolution.Refused) resolution).mistakes().toString();
  }

  private static String batching(String fields) {
    return "backend: \"onnxruntime\" max_batch_size: 8 sequence_batching { " + fields + " }";
  }

  @Test
  void clientsSeeNeitherControlsNorState() {
    ModelConfiguration model = resolve(batching(CONTROLS + STATE));

    assertThat(model.inputTensors()).extracting(TensorSpec::name).containsExactly("INPUT");
    assertThat(model.outputTensors()).extracting(TensorSpec::name).containsExactly("OUTPUT");
    assertThat(model.shown().getInputCount()).isEqualTo(1);
    assertThat(model.runInputs())
        .extracting(input -> input.tensor().name())
        .containsExactly("INPUT", "START", "END", "ID", "STATE_IN");
    assertThat(model.runOutputs())
        .extracting(output -> output.tensor().name())
        .containsExactly("OUTPUT", "STATE_OUT");
    assertThat(model.isStateful()).isTrue();
  }

  @Test
  void directStrategyHasAPlaceForEachRowOfEachInstance() {
    SequenceBatching sequences =
        resolve(
                batching(
                        CONTROLS
                            + STATE
                            + " direct { minimum_slot_utilization: 0.5"
                            + " max_queue_delay_microseconds: 200 }")
                    + " instance_group { count: 2 }")
            .sequenceBatching()
            .orElseThrow();
    assertThat(sequences.maxActive()).isEqualTo(16);
    assertThat(sequences.preferredSizes()).containsExactly(4, 5, 6, 7, 8);
    assertThat(sequences.maxQueueDelay()).isEqualTo(Duration.ofNanos(200_000));
    assertThat(sequences.maxIdle()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void directStrategyWaitsOnlyForAShareOfItsPlaces() {
    SequenceBatching sequences =
        resolve(batching(CONTROLS + STATE + " direct { max_queue_delay_microseconds: 200 }"))
            .sequenceBatching()
            .orElseThrow();
    assertThat(sequences.maxQueueDelay()).isZero();
  }

  @Test
  void oldestStrategyHasItsCandidates() {
    SequenceBatching sequences =
        resolve(
                batching(
                    CONTROLS
                        + STATE
                        + " max_sequence_idle_microseconds: 5000000 oldest {"
                        + " max_candidate_sequences: 30 preferred_batch_size: [4, 2]"
                        + " max_queue_delay_microseconds: 100 }"))
            .sequenceBatching()
            .orElseThrow();
    assertThat(sequences.maxActive()).isEqualTo(30);
    assertThat(sequences.preferredSizes()).containsExactly(2, 4);
    assertThat(sequences.maxQueueDelay()).isEqualTo(Duration.ofNanos(100_000));
    assertThat(sequences.maxIdle()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void stateBeginsWithZerosOfTheSmallestSize() {
    SequenceState state = state(batching(CONTROLS + STATE));
    assertThat(state.initialShape()).isEqualTo(Shape.of(1, 1));
    assertThat(state.initialData().remaining()).isEqualTo(4);
    assertThat(state.input().shape()).isEqualTo(Shape.of(-1, -1));
  }

  @Test
  void stateBeginsWithWhatAFileHolds() throws IOException {
    Files.createDirectory(directory.resolve("initial_state"));
    Files.write(directory.resolve("initial_state/start"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    String text =
        batching(
            CONTROLS
                + STATE.replace(
                    "dims: [-1]",
                    "dims: [-1] initial_state { name: \"s\" data_type: TYPE_FP32 dims: [2]"
                        + " data_file: \"start\" }"));
    SequenceState state = state(text);

    assertThat(state.initialShape()).isEqualTo(Shape.of(1, 2));
    assertThat(state.initialData().get(7)).isEqualTo((byte) 8);
    assertThat(ConfigurationFile.parse("m", text).namedFiles())
        .containsExactly("initial_state/start");
    Files.write(directory.resolve("initial_state/start"), new byte[4]);
    assertThat(refuse(text)).contains("data_file", "a file of 8 bytes", "4 bytes");
  }

  private SequenceState state(String text) {
    return resolve(text).sequenceBatching().orElseThrow().states().getFirst();
  }

  @Test
  void stateThatTheFileListsAmongItsOutputsCanBeAskedFor() {
    ModelConfiguration model =
        resolve(
            batching(CONTROLS + STATE)
                + " output [ { name: \"OUTPUT\" }, { name: \"STATE_OUT\" } ]");
    assertThat(model.outputTensors()).hasSize(2);
    assertThat(model.runOutputs()).hasSize(2);
  }

  @Test
  void whatIsIgnoredIsNoticed() {
    assertThat(
            resolve(
                    batching(
                        CONTROLS
                            + STATE.replace(
                                "dims: [-1]", "dims: [-1] use_same_buffer_for_input_output: true")))
                .notices())
        .singleElement()
        .asString()
        .contains("use_same_buffer_for_input_output");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: \"START\"|name: \"BEGIN\"|sequence_batching.control_input[0].name",
        "int32_false_true: [0, 7]|fp32_false_true: [0,"
            + " 7]|control_input[0].control[0].fp32_false_true",
        "int32_false_true: [0, 7]|int32_false_true: [0]|control_input[0].control[0]",
        "kind: CONTROL_SEQUENCE_END|kind: CONTROL_SEQUENCE_START|control_input[1].control[0].kind",
        "data_type: TYPE_UINT64|data_type: TYPE_STRING|control_input[2].control[0].data_type",
        "output_name: \"STATE_OUT\"|output_name: \"NONE\"|state[0].output_name",
        "input_name: \"STATE_IN\"|input_name: \"START\"|state[0].input_name",
        "dims: [-1]|dims: [2, 2]|state[0].dims",
        "data_type: TYPE_FP32|data_type: TYPE_INT32|state[0].data_type",
        "dims: [-1]|dims: [-1] initial_state { data_type: TYPE_FP32 dims: [-1] zero_data: true"
            + " }|initial_state[0].dims",
        "dims: [-1]|dims: [-1] initial_state { data_type: TYPE_FP32 dims: [1] data_file: \"../x\""
            + " }|initial_state[0].data_file",
        "dims: [-1]|dims: [-1] initial_state { data_type: TYPE_FP32 dims: [1] }|initial_state[0]",
        "data_type: TYPE_FP32|data_type: TYPE_FP32 }  oldest {|oldest.max_candidate_sequences",
        "data_type: TYPE_FP32|data_type: TYPE_FP32 }  direct { minimum_slot_utilization:"
            + " 1.5|direct.minimum_slot_utilization",
        "data_type: TYPE_FP32|data_type: TYPE_FP32 }  iterative_sequence: true state"
            + " {|iterative_sequence",
      })
  void mistakesNameTheirField(String right, String wrong, String field) {
    String state =
        "state { input_name: \"STATE_IN\" output_name: \"STATE_OUT\" dims: [-1] data_type:"
            + " TYPE_FP32 }";
    assertThat(refuse(batching(CONTROLS + state).replace(right, wrong))).contains(field);
  }

  @Test
  void sequencesStandBesideNothingThatContradictsThem() {
    assertThat(refuse(batching(CONTROLS + STATE) + " dynamic_batching { }"))
        .contains("sequence_batching", "dynamic_batching");
    assertThat(refuse(batching(CONTROLS + STATE) + " response_cache { enable: true }"))
        .contains("response_cache.enable", "sequence_batching");
    assertThat(refuse(batching(CONTROLS + STATE) + " input { name: \"START\" }"))
        .contains("control_input[0].name", "START");
  }
}
