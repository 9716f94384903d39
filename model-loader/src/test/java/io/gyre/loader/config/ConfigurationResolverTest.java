package io.gyre.loader.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loader.config.Resolution.Refused;
import io.gyre.loader.config.Resolution.Resolved;
import io.gyre.loader.engine.EngineOptions.Device;
import io.gyre.proto.inference.ModelConfig;
import io.gyre.proto.inference.ModelInstanceGroup.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationResolverTest {
  private static final Signature BATCHABLE =
      new Signature(
          List.of(
              new TensorSpec("A", Datatype.INT32, Shape.of(-1, 16)),
              new TensorSpec("B", Datatype.INT32, Shape.of(-1, 16))),
          List.of(new TensorSpec("SUM", Datatype.INT32, Shape.of(-1, 16))),
          Map.of(),
          Set.of());
  private static final Signature FIXED =
      new Signature(
          List.of(new TensorSpec("A", Datatype.FP32, Shape.of(2, 3))),
          List.of(new TensorSpec("Y", Datatype.FP32, Shape.of())),
          Map.of(),
          Set.of());

  @TempDir private Path directory;

  @Test
  void derivesEverythingOfABatchableModel() {
    ModelConfiguration model = resolve("", BATCHABLE);
    assertThat(model.maxBatchSize()).isEqualTo(4);
    assertThat(model.inputTensors()).isEqualTo(BATCHABLE.inputs());
    assertThat(model.outputTensors()).isEqualTo(BATCHABLE.outputs());
    assertThat(model.dynamicBatching())
        .contains(new DynamicBatching(Duration.ZERO, List.of(4), false, PriorityLevels.NONE));
    assertThat(model.shown().getInput(0).getDimsList()).containsExactly(16L);
    assertThat(model.shown().getPlatform()).isEqualTo("onnxruntime_onnx");
    assertThat(model.shown().getBackend()).isEqualTo("onnxruntime");
  }

  @Test
  void derivesFullShapesOfAModelThatCannotBatch() {
    ModelConfiguration model = resolve("", FIXED);
    assertThat(model.batches()).isFalse();
    assertThat(model.dynamicBatching()).isEmpty();
    assertThat(model.inputs().getFirst().tensor().shape()).isEqualTo(Shape.of(2, 3));
    assertThat(model.shown().getOutput(0).getDimsList()).isEmpty();
  }

  @Test
  void oneFixedFirstDimensionAmongVariableOnesMakesTheModelUnbatchable() {
    Signature mixed =
        new Signature(
            BATCHABLE.inputs(),
            List.of(new TensorSpec("SUM", Datatype.INT32, Shape.of(1))),
            Map.of(),
            Set.of());
    assertThat(resolve("", mixed).maxBatchSize()).isZero();
  }

  @Test
  void firstDimensionsOfDifferentNamesAreNoBatchUnlessTheFileSaysSo() {
    Signature named =
        new Signature(
            BATCHABLE.inputs(), BATCHABLE.outputs(), Map.of("A", "n", "B", "m"), Set.of());
    assertThat(resolve("", named).maxBatchSize()).isZero();
    assertThat(resolve("max_batch_size: 2", named).maxBatchSize()).isEqualTo(2);
    Signature alike =
        new Signature(
            BATCHABLE.inputs(), BATCHABLE.outputs(), Map.of("A", "n", "B", "n"), Set.of());
    assertThat(resolve("", alike).maxBatchSize()).isEqualTo(4);
  }

  @Test
  void aShapeThatTheModelLeavesOpenMustBeWritten() {
    Signature open =
        new Signature(
            BATCHABLE.inputs(),
            List.of(new TensorSpec("SUM", Datatype.INT32, Shape.of())),
            Map.of(),
            Set.of("SUM"));
    assertThat(refuse("", open))
        .containsExactly(
            "config.pbtxt: output: expected dims for output \"SUM\", as the model declares no shape,"
                + " found no entry");
    assertThat(
            resolve("max_batch_size: 8 output { name: \"SUM\" dims: [16] }", open).outputTensors())
        .containsExactly(new TensorSpec("SUM", Datatype.INT32, Shape.of(-1, 16)));
    assertThat(resolve("output { name: \"SUM\" dims: [-1, 16] }", open).maxBatchSize()).isZero();
  }

  @Test
  void aWrittenZeroMeansNever() {
    ModelConfiguration model = resolve("max_batch_size: 0", BATCHABLE);
    assertThat(model.maxBatchSize()).isZero();
    assertThat(model.dynamicBatching()).isEmpty();
    assertThat(model.inputTensors().getFirst().shape()).isEqualTo(Shape.of(-1, 16));
    assertThat(model.shown().getInput(0).getDimsList()).containsExactly(-1L, 16L);
  }

  @Test
  void dimsAtFullRankMeanNever() {
    ModelConfiguration model =
        resolve("input [{ name: \"A\" dims: [-1, 16] }, { name: \"B\" }]", BATCHABLE);
    assertThat(model.maxBatchSize()).isZero();
    assertThat(model.inputTensors().get(1).shape()).isEqualTo(Shape.of(-1, 16));
  }

  @Test
  void dimsWithoutTheBatchMeanTheDefaultBatchSize() {
    ModelConfiguration model =
        resolve("input [{ name: \"A\" dims: [16] }, { name: \"B\" dims: 16 }]", BATCHABLE);
    assertThat(model.maxBatchSize()).isEqualTo(4);
    assertThat(model.inputTensors()).isEqualTo(BATCHABLE.inputs());
  }

  @Test
  void aWrittenBatchSizeAddsNoDynamicBatching() {
    ModelConfiguration model = resolve("max_batch_size: 8", BATCHABLE);
    assertThat(model.maxBatchSize()).isEqualTo(8);
    assertThat(model.dynamicBatching()).isEmpty();
    assertThat(model.shown().hasDynamicBatching()).isFalse();
  }

  @Test
  void aBatchSizeThatTheModelCannotTakeIsRefusedWithEveryReason() {
    assertThat(refuse("max_batch_size: 8", FIXED))
        .containsExactly(
            "config.pbtxt:1: max_batch_size: expected 0 or none, as the model's input \"A\" has"
                + " shape [2,3], whose first dimension is fixed and so no batch, found 8",
            "config.pbtxt:1: max_batch_size: expected 0 or none, as the model's output \"Y\" has"
                + " shape [], which has no dimension for a batch, found 8");
  }

  @Test
  void dimsAtFullRankBesideABatchSizeSayWhatWasExpected() {
    assertThat(
            refuse(
                "max_batch_size: 8\ninput [\n{ name: \"A\"\n dims: [-1, 16] },\n{ name: \"B\" }]",
                BATCHABLE))
        .containsExactly(
            "config.pbtxt:4: input[0].dims: expected [16], the model's shape [-1,16] without the"
                + " batch dimension, as max_batch_size is 8, found [-1,16]");
  }

  @Test
  void everyMistakeIsReportedAtOnce() {
    List<String> mistakes =
        refuse(
            """
            name: "other"
            max_batch_size: 8
            input [
              { name: "A" data_type: TYPE_FP32 dims: [16] },
              { name: "C" dims: [1] }
            ]
            output [ { name: "SUM" data_type: TYPE_INT32 dims: [15] } ]
            dynamic_batching { preferred_batch_size: [16] }
            instance_group [ { kind: KIND_CPU gpus: [0] } ]
            """,
            BATCHABLE);
    assertThat(mistakes)
        .anySatisfy(m -> assertThat(m).contains(":1: name: expected \"m\"", "found other"))
        .anySatisfy(m -> assertThat(m).contains(":8: dynamic_batching.preferred_batch_size"))
        .anySatisfy(m -> assertThat(m).contains(":9: instance_group[0].gpus"))
        .anySatisfy(m -> assertThat(m).contains(":4: input[0].data_type", "TYPE_INT32"))
        .anySatisfy(m -> assertThat(m).contains(":5: input[1].name", "\"A\", \"B\"", "\"C\""))
        .anySatisfy(m -> assertThat(m).contains(": input: expected every input", "\"B\""))
        .anySatisfy(m -> assertThat(m).contains(":7: output[0].dims", "[16]", "found [15]"))
        .hasSize(7);
  }

  @Test
  void variableModelDimensionsMayBeNarrowedButFixedOnesMayNotBeWidened() {
    Signature open =
        new Signature(
            List.of(new TensorSpec("A", Datatype.FP32, Shape.of(-1, -1, 3))),
            List.of(new TensorSpec("Y", Datatype.FP32, Shape.of(-1))),
            Map.of(),
            Set.of());
    assertThat(resolve("max_batch_size: 2 input { name: \"A\" dims: [7, 3] }", open))
        .satisfies(
            m -> assertThat(m.inputTensors().getFirst().shape()).isEqualTo(Shape.of(-1, 7, 3)));
    assertThat(refuse("max_batch_size: 2 input { name: \"A\" dims: [-1, -1] }", open))
        .singleElement()
        .asString()
        .contains("expected [-1,3]", "found [-1,-1]");
  }

  @Test
  void reshapeGivesClientsOneShapeAndTheModelAnother() {
    Signature signature =
        new Signature(
            List.of(new TensorSpec("A", Datatype.FP32, Shape.of(-1, 4, -1))),
            List.of(new TensorSpec("label", Datatype.INT64, Shape.of(-1))),
            Map.of(),
            Set.of());
    ModelConfiguration model =
        resolve(
            """
            max_batch_size: 8
            input { name: "A" dims: [-1, 2, 2] reshape { shape: [-1, 4] } }
            output { name: "label" dims: [1] reshape: { shape: [] } }
            """,
            new Signature(
                List.of(new TensorSpec("A", Datatype.FP32, Shape.of(-1, -1, 4))),
                signature.outputs(),
                Map.of(),
                Set.of()));
    InputConfiguration input = model.inputs().getFirst();
    assertThat(input.tensor().shape()).isEqualTo(Shape.of(-1, -1, 2, 2));
    assertThat(input.toModel(Shape.of(3, 5, 2, 2))).isEqualTo(Shape.of(3, 5, 4));
    OutputConfiguration output = model.outputs().getFirst();
    assertThat(output.tensor().shape()).isEqualTo(Shape.of(-1, 1));
    assertThat(output.toResponse(Shape.of(3))).isEqualTo(Shape.of(3, 1));
  }

  @Test
  void reshapeMustKeepTheElements() {
    assertThat(
            refuse(
                "max_batch_size: 8 input [{ name: \"A\" dims: [17] reshape { shape: [16] } },"
                    + " { name: \"B\" }]",
                BATCHABLE))
        .singleElement()
        .asString()
        .contains("input[0].reshape.shape", "as many elements as dims [17]", "found [16]");
  }

  @Test
  void outputsMayBeLeftOutAndInputsMayNot() {
    Signature two =
        new Signature(
            BATCHABLE.inputs(),
            List.of(
                new TensorSpec("SUM", Datatype.INT32, Shape.of(-1, 16)),
                new TensorSpec("DIFF", Datatype.INT32, Shape.of(-1, 16))),
            Map.of(),
            Set.of());
    assertThat(resolve("output { name: \"DIFF\" }", two).outputTensors())
        .containsExactly(two.outputs().get(1));
    assertThat(refuse("input { name: \"A\" }", two)).singleElement().asString().contains("\"B\"");
  }

  @Test
  void labelsComeFromTheFileInTheModelsFolder() throws IOException {
    Files.writeString(directory.resolve("labels.txt"), "zero\none\r\ntwo");
    ModelConfiguration model =
        resolve("output { name: \"SUM\" label_filename: \"labels.txt\" }", BATCHABLE);
    assertThat(model.outputs().getFirst().labels()).containsExactly("zero", "one", "two");
  }

  @Test
  void labelsThatAreMissingOrNoTextOrOutsideAreMistakes() throws IOException {
    assertThat(refuse("output { name: \"SUM\" label_filename: \"none.txt\" }", BATCHABLE))
        .singleElement()
        .asString()
        .contains("output[0].label_filename", "found no file none.txt");
    Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Files.createSymbolicLink(directory.resolve("device"), Path.of("/dev/null"));
    assertThat(refuse("output { name: \"SUM\" label_filename: \"device\" }", BATCHABLE))
        .singleElement()
        .asString()
        .contains("special file");
    assertThat(refuse("output { name: \"SUM\" label_filename: \"binary\" }", BATCHABLE))
        .singleElement()
        .asString()
        .contains("not UTF-8");
    for (String outside : List.of("../x", "/etc/passwd", "a/../../b", "\\000")) {
      assertThat(refuse("output { name: \"SUM\" label_filename: \"" + outside + "\" }", BATCHABLE))
          .singleElement()
          .asString()
          .contains("stays within its folder");
    }
  }

  @Test
  void showsTheDefaultsThatClientsExpect() {
    ModelConfig shown =
        resolve(
                "backend: \"onnxruntime\" max_batch_size: 8 dynamic_batching {} instance_group"
                    + " [{ count: 2 }, { kind: KIND_CPU }] version_policy { latest {} }",
                BATCHABLE)
            .shown();
    assertThat(shown.getName()).isEqualTo("m");
    assertThat(shown.getPlatform()).isEmpty();
    assertThat(shown.getVersionPolicy().getLatest().getNumVersions()).isEqualTo(1);
    assertThat(shown.getOptimization().getInputPinnedMemory().getEnable()).isTrue();
    assertThat(shown.getOptimization().getOutputPinnedMemory().getEnable()).isTrue();
    assertThat(shown.getDynamicBatching().getPreferredBatchSizeList()).containsExactly(8);
    assertThat(shown.getDefaultModelFilename()).isEqualTo("model.onnx");
    assertThat(shown.getInstanceGroupList())
        .satisfiesExactly(
            group -> {
              assertThat(group.getName()).isEqualTo("m_0");
              assertThat(group.getKind()).isEqualTo(Kind.KIND_CPU);
              assertThat(group.getCount()).isEqualTo(2);
            },
            group -> assertThat(group.getName()).isEqualTo("m_1"));
    assertThat(resolve("", BATCHABLE).shown().getInstanceGroup(0).getName()).isEqualTo("m");
  }

  @Test
  void readsInstancesDeviceThreadsAndParameters() {
    ModelConfiguration model =
        resolve(
            """
            instance_group [ { kind: KIND_GPU gpus: [1] count: 3 } ]
            parameters { key: "intra_op_thread_count" value: { string_value: "2" } }
            parameters { key: "execution_mode" value: { string_value: "1" } }
            """,
            BATCHABLE);
    assertThat(model.instances()).isEqualTo(3);
    assertThat(model.engineOptions().device()).isEqualTo(new Device.Gpu(1));
    assertThat(model.engineOptions().intraOpThreads()).isEqualTo(2);
    assertThat(model.engineOptions().parameters()).isEqualTo(Map.of("execution_mode", "1"));
    assertThat(resolve("", BATCHABLE).engineOptions().intraOpThreads()).isEqualTo(3);
  }

  @Test
  void largeModelsGetAllCoresUnlessTheConfigurationSays() {
    ConfigurationDefaults defaults = new ConfigurationDefaults(4, 1, 8);
    ConfigurationFile silent = ConfigurationFile.parse("m", "");
    ConfigurationFile says =
        ConfigurationFile.parse(
            "m", "parameters { key: \"intra_op_thread_count\" value: { string_value: \"2\" } }");

    assertThat(silent.engineOptions(defaults, 1 << 20).intraOpThreads()).isEqualTo(1);
    assertThat(silent.engineOptions(defaults, 1 << 30).intraOpThreads()).isEqualTo(8);
    assertThat(says.engineOptions(defaults, 1 << 30).intraOpThreads()).isEqualTo(2);
  }

  @Test
  void unknownAcceleratorsAreRefused() {
    assertThat(
            refuse(
                """
                optimization { execution_accelerators {
                  gpu_execution_accelerator: [ { name: "tensorrt" }, { name: "warp" } ]
                  cpu_execution_accelerator: [ { name: "cuda" } ]
                } }
                """,
                BATCHABLE))
        .containsExactly(
            "config.pbtxt:2: optimization.execution_accelerators.gpu_execution_accelerator[1].name:"
                + " expected tensorrt or cuda, found \"warp\"",
            "config.pbtxt:3: optimization.execution_accelerators.cpu_execution_accelerator[0].name:"
                + " expected openvino, found \"cuda\"");
  }

  @Test
  void whatIsAcceptedButNotAppliedIsNoticed() {
    ModelConfiguration model =
        resolve(
            "max_batch_size: 8 dynamic_batching {} metric_tags { key: \"a\" value: \"b\" }"
                + " optimization { graph { level: 1 } }",
            BATCHABLE);
    assertThat(model.notices())
        .hasSize(2)
        .allSatisfy(notice -> assertThat(notice).contains("not applied yet"));
  }

  @Test
  void readsHowBatchesFormAndWhatTheirQueueAllows() {
    ModelConfiguration model =
        resolve(
            "max_batch_size: 8 dynamic_batching { max_queue_delay_microseconds: 100"
                + " preferred_batch_size: [4, 2, 4] priority_levels: 2 default_priority_level: 2"
                + " default_queue_policy { max_queue_size: 2 } priority_queue_policy { key: 1"
                + " value { timeout_action: DELAY default_timeout_microseconds: 7"
                + " allow_timeout_override: true } } }",
            BATCHABLE);
    assertThat(model.dynamicBatching())
        .contains(
            new DynamicBatching(
                Duration.ofNanos(100_000),
                List.of(2, 4),
                false,
                new PriorityLevels(
                    List.of(
                        new QueuePolicy(true, Duration.ofNanos(7_000), true, 0),
                        new QueuePolicy(false, Duration.ZERO, false, 2)),
                    1)));
    assertThat(model.notices()).isEmpty();
  }

  @Test
  void modelThatNeverBatchesStillHasItsQueuePolicy() {
    ModelConfiguration model =
        resolve(
            "max_batch_size: 0 dynamic_batching { preferred_batch_size: [ 4 ]"
                + " max_queue_delay_microseconds: 5 default_queue_policy { max_queue_size: 3 } }",
            BATCHABLE);
    assertThat(model.dynamicBatching())
        .contains(
            new DynamicBatching(
                Duration.ZERO,
                List.of(),
                false,
                PriorityLevels.one(new QueuePolicy(false, Duration.ZERO, false, 3))));
    assertThat(model.notices())
        .containsExactly(
            "dynamic_batching queues requests and forms no batches, as max_batch_size is 0");
  }

  @Test
  void responsesAreCachedWhereTheFileAsks() {
    assertThat(resolve("response_cache { enable: true }", BATCHABLE).cachesResponses()).isTrue();
    assertThat(resolve("response_cache { }", BATCHABLE).cachesResponses()).isFalse();
  }

  private ModelConfiguration resolve(String text, Signature signature) {
    Resolution resolution = resolution(text, signature);
    assertThat(resolution).isInstanceOf(Resolved.class);
    return ((Resolved) resolution).configuration();
  }

  private List<String> refuse(String text, Signature signature) {
    Resolution resolution = resolution(text, signature);
    assertThat(resolution).isInstanceOf(Refused.class);
    return ((Refused) resolution).mistakes().stream().map(Mistake::toString).toList();
  }

  private Resolution resolution(String text, Signature signature) {
    return new ConfigurationResolver(new ConfigurationDefaults(4, 3))
        .resolve("m", directory, ConfigurationFile.parse("m", text), signature);
  }
}
