package io.gyre.loader.config;

import java.util.List;

/** What resolving a configuration against its model ends in. */
public sealed interface Resolution {
  /** A configuration to serve. */
  record Resolved(ModelConfiguration configuration) implements Resolution {}

  /** Every mistake that stands in the way, at least one. */
  record Refused(List<Mistake> mistakes) implements Resolution {
    public Refused {
      mistakes = List.copyOf(mistakes);
    }
  }
}
