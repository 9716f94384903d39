package io.gyre.loader.onnxruntime;

/** Reads the runtime's errors of failed runs. */
final class RunFailure {
  private RunFailure() {}

  /** Whether an output's shape wasn't the predicted one. */
  static boolean isShapeMismatch(OrtException e) {
    return e.text().contains("shape verification failed");
  }
}
