package io.gyre.loader.config;

import io.gyre.proto.inference.ModelConfig;
import java.util.Optional;

/**
 * What runs a model, by the names that configurations have for it.
 *
 * @param name value of {@code backend}
 * @param platform value of {@code platform} that means the same
 * @param filename the model file of a version, where the configuration names none
 */
record Backend(String name, String platform, String filename) {
  private static final Backend ONNX_RUNTIME =
      new Backend("onnxruntime", "onnxruntime_onnx", "model.onnx");

  /** What a configuration may say, in words. */
  static final String EXPECTED = "backend \"onnxruntime\" or platform \"onnxruntime_onnx\"";

  /**
   * The backend that a configuration means: by its name, by its platform, or, without either, by
   * the kind of file.
   */
  static Optional<Backend> of(ModelConfig config) {
    return config.getBackend().isEmpty() && config.getPlatform().isEmpty()
            || config.getBackend().equals(ONNX_RUNTIME.name)
            || config.getBackend().isEmpty() && config.getPlatform().equals(ONNX_RUNTIME.platform)
        ? Optional.of(ONNX_RUNTIME)
        : Optional.empty();
  }
}
