package io.gyre.loader.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.OutputMemory;
import io.gyre.loader.engine.RunResult;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers under way are counted, and held within a limit that all models share. */
final class OutputLimitTest {
  private static final int FLOATS = 250;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final OutputMemory outputs = OutputMemory.of(3_000);
  private final OnnxRuntimeEngine engine =
      new OnnxRuntimeEngine(new RuntimeSettings(allocator, outputs, 1));

  @AfterEach
  void everythingIsGivenBack() {
    engine.close();
    assertThat(outputs.used()).isZero();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private static RunResult run(EngineModel model) throws ExecutionException {
    TensorView input = Tensors.fp32("x", Shape.of(FLOATS / 2, 2), new float[FLOATS]);
    return model.run(List.of(input), List.of("y"));
  }

  @Test
  void answersHoldMemoryUntilTheirLastRelease() throws Exception {
    try (EngineModel model = open("identity_fp32")) {
      RunResult result = run(model);
      assertThat(model.outputBytes()).isBetween(1_000L, 1_200L).isEqualTo(outputs.used());
      result.memory().retain();
      result.close();
      assertThat(model.outputBytes()).isPositive();
      result.close();
      assertThat(model.outputBytes()).isZero();
    }
  }

  @Test
  void runBeyondTheLimitFailsAndLaterOnesDoNot() throws Exception {
    try (EngineModel model = open("identity_fp32");
        EngineModel other = open("identity_fp32")) {
      RunResult first = run(model);
      RunResult second = run(other);
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> run(model))
          .withMessageContaining("of 3000 are held by answers under way")
          .matches(ExecutionException::lacksMemory);
      assertThat(model.outputBytes()).isEqualTo(outputs.used() / 2);
      second.close();
      run(model).close();
      first.close();
    }
  }

  private EngineModel open(String name) throws Exception {
    return engine.open(TestModels.file(name + ".onnx"), TestModels.ONE_THREAD);
  }
}
