package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.inference.tensor.Datatype;
import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorSpec;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.RunResult;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What runs of real files give. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnnxModelTest {
  private final TestModels models = new TestModels();

  @AfterEach
  void everyBlockIsBackInThePool() {
    assertThat(models.allocator.metric().directArenas().getFirst().numActiveAllocations()).isZero();
  }

  @AfterAll
  void closeEngine() {
    models.close();
  }

  @Test
  void signatureIsTheFilesWithVariableDimensions() throws Exception {
    try (EngineModel model = models.open("mlp")) {
      assertThat(model.inputs())
          .containsExactly(new TensorSpec("x", Datatype.FP32, Shape.of(-1, 16)));
      assertThat(model.outputs())
          .containsExactly(new TensorSpec("probabilities", Datatype.FP32, Shape.of(-1, 3)));
      assertThat(model.firstDimensionNames()).containsEntry("x", "n").hasSize(2);
    }
  }

  @Test
  void perceptronGivesWhatTheReferenceImplementationGives() throws Exception {
    float[] rows = TestModels.floats("mlp_input.f32");
    float[] expected = TestModels.floats("mlp_output.f32");
    try (EngineModel model = models.open("mlp");
        RunResult result =
            model.run(
                List.of(Tensors.fp32("x", Shape.of(8, 16), rows)), List.of("probabilities"))) {
      assertThat(result.outputs().getFirst().shape()).isEqualTo(Shape.of(8, 3));
      assertThat(Tensors.floats(result.outputs().getFirst()))
          .containsExactly(expected, within(1e-5f));
    }
  }
}
