package io.gyre.router.sequence;

import io.gyre.inference.request.RequestHeader;
import io.gyre.inference.request.SequenceId;
import io.gyre.inference.request.SequenceStep;
import java.util.OptionalLong;

/**
 * What a client calls a sequence.
 *
 * @param model the model's name
 * @param version the version asked for; empty where the choice is the server's
 * @param id the sequence's id
 */
public record SequenceKey(String model, OptionalLong version, SequenceId id) {
  /** What the request's sequence is called. */
  public static SequenceKey of(RequestHeader header, SequenceStep step) {
    return new SequenceKey(header.model(), header.version(), step.id());
  }
}
