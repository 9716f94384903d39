package io.gyre.loader.onnxruntime;

import io.gyre.inference.tensor.Shape;
import io.gyre.inference.tensor.TensorView;
import io.gyre.loader.engine.EngineModel;
import io.gyre.loader.engine.ExecutionException;
import io.gyre.loader.engine.RunResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The model mlp.onnx, run on the rows whose answers are known. */
final class Perceptron {
  private static final int ROWS = 8;
  private static final int FEATURES = 16;
  private static final int CLASSES = 3;
  private static final float TOLERANCE = 1e-5f;

  private Perceptron() {}

  /** Whether the model gives the known answers for all rows at once. */
  static boolean matches(EngineModel model) throws ExecutionException, IOException {
    return matches(model, rows(0, ROWS), 0);
  }

  /** The rows from {@code from} on, {@code count} of them. */
  static TensorView rows(int from, int count) throws IOException {
    float[] all = TestModels.floats("mlp_input.f32");
    float[] some = Arrays.copyOfRange(all, from * FEATURES, (from + count) * FEATURES);
    return Tensors.fp32("x", Shape.of(count, FEATURES), some);
  }

  /** Whether the model gives the known answers for rows that start with row {@code from}. */
  static boolean matches(EngineModel model, TensorView rows, int from)
      throws ExecutionException, IOException {
    float[] expected = TestModels.floats("mlp_output.f32");
    try (RunResult result = model.run(List.of(rows), List.of("probabilities"))) {
      float[] actual = Tensors.floats(result.outputs().getFirst());
      for (int i = 0; i < actual.length; i++) {
        if (!(Math.abs(actual[i] - expected[from * CLASSES + i]) < TOLERANCE)) {
          return false;
        }
      }
      return actual.length == rows.shape().dim(0) * CLASSES;
    }
  }
}
