package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.EngineOptions;
import io.gyre.loader.engine.ModelLoadException;
import io.gyre.loader.engine.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files are refused, and in which words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoadingTest {
  private final TestModels models = new TestModels();

  @AfterAll
  void closeEngine() {
    models.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          empty                 | expected an ONNX model, found an empty file
          large_file_pointer    | run git lfs pull
          truncated             | expected an ONNX model, found bytes that are none, or only the beginning
          random_bytes          | expected an ONNX model, found bytes that are none, or only the beginning
          zipmap                | output output_probability is a sequence, expected a tensor
          zipmap                | options={id(model): {"zipmap": False}}
          sequence_output       | output y is a sequence, expected a tensor
          complex_input         | element type complex64
          float8_output         | output y has element type FLOAT8E4M3FN
          custom_operator       | the custom operator Frobnicate of com.example
          unknown_operator      | the operator Frobnicate, which opset 21 doesn't
          future_opset          | the model is of opset 999 of ai.onnx, expected at most 26
          future_ir             | the file is of ONNX's format version 99, expected at most 13
          wrong_types           | bound to different types (tensor(float) and tensor(int64)
          external_data_missing | missing_weights.bin, which isn't there; put it beside the model
          """)
  void fileAtFaultIsRefusedWithAReason(String name, String reason) {
    ModelLoadException refusal = refusal(TestModels.file(name + ".onnx"), TestModels.ONE_THREAD);
    assertThat(refusal)
        .hasMessageContaining(name + ".onnx")
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("onnxruntime_src");
    assertThat(refusal.fileAtFault()).isTrue();
  }

  @Test
  void modelKeepsItsWeightsWhateverBecomesOfTheFileBesideIt(@TempDir Path folder) throws Exception {
    Path file =
        Files.copy(TestModels.file("external_data_missing.onnx"), folder.resolve("model.onnx"));
    TensorView weights = Tensors.fp32("w", Shape.of(2), 1, 2);
    Path beside = Files.write(folder.resolve("missing_weights.bin"), Tensors.bytes(weights));
    try (EngineModel model = models.engine.open(file, TestModels.ONE_THREAD)) {
      Files.write(beside, new byte[0]);
      TensorView zeros = Tensors.fp32("x", Shape.of(1, 2), 0, 0);
      try (RunResult result = model.run(List.of(zeros), List.of("y"))) {
        assertThat(Tensors.floats(result.outputs().getFirst())).containsExactly(1, 2);
      }
      assertThat(model.weightBytes()).isGreaterThanOrEqualTo(Files.size(file) + 8);
    }
  }

  @Test
  void copiesToOpenAreGoneOnceAModelIsOpen(@TempDir Path folder) throws Exception {
    Path file =
        Files.copy(TestModels.file("external_data_missing.onnx"), folder.resolve("model.onnx"));
    Files.write(folder.resolve("missing_weights.bin"), new byte[8]);
    try (ModelSnapshot snapshot = ModelSnapshot.of(file)) {
      assertThat(snapshot.file()).isNotEqualTo(file).hasSameBinaryContentAs(file);
      assertThat(snapshot.weightBytes()).isEqualTo(8);
      snapshot.close();
      assertThat(snapshot.file().getParent()).doesNotExist();
    }
  }

  @Test
  void missingFileAndFolderAreRefused(@TempDir Path folder) {
    assertThat(refusal(folder.resolve("model.onnx"), TestModels.ONE_THREAD))
        .hasMessageContaining("found no file");
    assertThat(refusal(folder, TestModels.ONE_THREAD)).hasMessageContaining("found a folder");
  }

  @Test
  void gpuWithoutItsProviderIsNotTheFilesFault() {
    EngineOptions gpu = new EngineOptions(new EngineOptions.Device.Gpu(0), 1, Map.of());
    ModelLoadException refusal = refusal(TestModels.file("mlp.onnx"), gpu);
    assertThat(refusal).hasMessageContaining("install the GPU build");
    assertThat(refusal.fileAtFault()).isFalse();
  }

  @Test
  void everyParameterIsAppliedWithoutComplaint() throws Exception {
    EngineOptions options =
        new EngineOptions(
            new EngineOptions.Device.Cpu(),
            2,
            Map.of(
                "intra_op_thread_count", "2",
                "inter_op_thread_count", "2",
                "execution_mode", "1",
                "enable_mem_arena", "1",
                "enable_mem_pattern", "0",
                "memory.enable_memory_arena_shrinkage", "cpu:0"));
    try (EngineModel model = models.engine.open(TestModels.file("mlp.onnx"), options)) {
      assertThat(Perceptron.matches(model)).isTrue();
    }
  }

  @Test
  void arenaMayBeOff() throws Exception {
    EngineOptions options =
        new EngineOptions(new EngineOptions.Device.Cpu(), 1, Map.of("enable_mem_arena", "0"));
    Path file = TestModels.file("mlp.onnx");
    try (EngineModel model = models.engine.open(file, options)) {
      assertThat(Perceptron.matches(model)).isTrue();
      assertThat(model.nativeBytes()).isEqualTo(Files.size(file));
    }
  }

  @Test
  void localeThatTheMachineLacksIsNamed() throws Exception {
    TensorView text = Tensors.strings("s", Shape.of(1), new byte[] {'A', 'b'});
    try (EngineModel model = models.open("lower_case_english");
        RunResult result = model.run(List.of(text), List.of("t"))) {
      assertThat(Tensors.elements(result.outputs().getFirst()))
          .containsExactly(new byte[] {'a', 'b'});
    } catch (ModelLoadException e) {
      assertThat(e).hasMessageContaining("needs the locale en_US.UTF-8");
      assertThat(e.fileAtFault()).isFalse();
    }
  }

  private ModelLoadException refusal(Path file, EngineOptions options) {
    return catchThrowableOfType(
        ModelLoadException.class, () -> models.engine.open(file, options).close());
  }
}
