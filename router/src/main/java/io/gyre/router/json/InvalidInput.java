package io.gyre.router.json;

import io.gyre.inference.response.Refusal;

/**
 * The way out of a half-read document. It never leaves this package: {@link JsonDocument} and
 * {@link InferRequestReader} turn it into a value.
 */
final class InvalidInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  InvalidInput(Refusal refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  InvalidInput(String message) {
    this(Refusal.invalid(message));
  }

  Refusal refusal() {
    return refusal;
  }
}
