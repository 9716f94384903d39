package io.gyre.loader.onnxruntime;

/** An error status that a function of the C API returned. */
final class OrtException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  OrtException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** The library's {@code OrtErrorCode}. */
  int code() {
    return code;
  }

  /** The library's own words; never null. */
  String text() {
    return String.valueOf(getMessage());
  }
}
