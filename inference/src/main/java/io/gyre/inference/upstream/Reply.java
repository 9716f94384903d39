package io.gyre.inference.upstream;

import io.gyre.inference.response.Outcome;

/** Takes the one outcome of an attempt, and with it the ownership of a response. */
@FunctionalInterface
public interface Reply {
  void accept(Outcome outcome);
}
