package io.gyre.loader.desired;

import io.gyre.inference.response.Refusal;
import io.gyre.proto.registry.DesiredState;

/** What a change makes of the record. */
public sealed interface Edit {
  /** The record that takes the place of the one before. */
  record Next(DesiredState state) implements Edit {}

  /** Why nothing is changed. */
  record Refused(Refusal refusal) implements Edit {}
}
