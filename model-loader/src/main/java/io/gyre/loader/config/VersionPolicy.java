package io.gyre.loader.config;

import java.util.Set;

/** Which of a model's versions are to be served. */
public sealed interface VersionPolicy {
  /** What holds where a configuration says nothing. */
  VersionPolicy DEFAULT = new Latest(1);

  /** The newest so many. */
  record Latest(int count) implements VersionPolicy {}

  /** Every version. */
  record All() implements VersionPolicy {}

  /** Exactly these. */
  record Specific(Set<Long> versions) implements VersionPolicy {
    public Specific {
      versions = Set.copyOf(versions);
    }
  }
}
