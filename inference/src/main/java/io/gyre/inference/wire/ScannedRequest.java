package io.gyre.inference.wire;

import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.response.Refusal;

/** What the top level of a ModelInferRequest comes to. */
public sealed interface ScannedRequest {
  /** What routing needs to know. */
  record Header(RequestHeader header) implements ScannedRequest {}

  /**
   * Why the message can't be routed.
   *
   * @param id the request's id as far as it could be read, for an answer on a stream
   */
  record Refused(String id, Refusal refusal) implements ScannedRequest {}
}
