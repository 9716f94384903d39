package io.gyre.router.json;

import io.gyre.inference.response.Refusal;

/** What reading a request comes to: a call, or why there is none. */
public sealed interface ParsedCall permits InferCall, ParsedCall.Malformed {
  /** A body that is no request. */
  record Malformed(Refusal refusal) implements ParsedCall {}
}
