package io.gyre.worker.validation;

import io.gyre.inference.response.Refusal;

/** What checking a request comes to. */
public sealed interface Validation permits ValidRequest, Validation.Refused {
  /** Why the request can't run. */
  record Refused(Refusal refusal) implements Validation {}
}
