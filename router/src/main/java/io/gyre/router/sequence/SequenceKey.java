package io.gyre.router.sequence;

import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.SequenceId;
import io.gyre.inference.request.SequenceStep;
import io.gyre.inference.request.VersionChoice;

/**
 * What a client calls a sequence.
 *
 * @param model the model's name
 * @param version the version asked for
 * @param id the sequence's id
 */
public record SequenceKey(String model, VersionChoice version, SequenceId id) {
  /** What the request's sequence is called. */
  public static SequenceKey of(RequestHeader header, SequenceStep step) {
    return new SequenceKey(header.model(), header.version(), step.id());
  }
}
