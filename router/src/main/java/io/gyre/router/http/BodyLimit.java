package io.gyre.router.http;

import io.gyre.inference.response.Refusal;

/** Words the refusal of bodies that are too large. */
final class BodyLimit {
  private BodyLimit() {}

  static Refusal exceededBy(String what, int limit) {
    return Refusal.of(
        Refusal.Reason.TOO_LARGE,
        "the %s exceeds the limit of %d bytes; send less, or raise limits.request-bytes in the server's configuration"
            .formatted(what, limit));
  }
}
