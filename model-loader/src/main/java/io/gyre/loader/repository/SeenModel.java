package io.gyre.loader.repository;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How a model's folder looked when it was scanned, and what came of it: as long as it looks the
 * same, so does what would come of another scan.
 */
final class SeenModel {
  /**
   * A file system may give what changes twice within its clock's tick the same time. So what
   * changed that short a time before it was looked at is looked at again.
   */
  private static final Duration TICK = Duration.ofSeconds(2);

  private final ModelEntry entry;
  private final Map<Long, Damage> damaged;
  private final Path[] paths;
  private final Look[] looks;
  private final boolean trusted;

  /**
   * @param entry what came of the scan
   * @param damaged versions that it doesn't offer for their checksums
   * @param looks every file and folder that it depends on, as they were before they were read
   * @param whole whether that is all that it depends on
   * @param at when they looked so
   */
  SeenModel(
      ModelEntry entry,
      Map<Long, Damage> damaged,
      Map<Path, Look> looks,
      boolean whole,
      Instant at) {
    this.entry = entry;
    this.damaged = Map.copyOf(damaged);
    this.paths = looks.keySet().toArray(Path[]::new);
    this.looks = looks.values().toArray(Look[]::new);
    Instant settled = at.minus(TICK);
    this.trusted =
        whole
            && entry.settling().isEmpty()
            && entry.problem().isEmpty()
            && looks.values().stream()
                .noneMatch(look -> look.changed().toInstant().isAfter(settled));
  }

  ModelEntry entry() {
    return entry;
  }

  Map<Long, Damage> damaged() {
    return damaged;
  }

  /** Whether another scan that starts from {@code known} would come to the same. */
  boolean isStill(Optional<ModelEntry> known) {
    return trusted && known.isPresent() && known.get() == entry && looksTheSame();
  }

  private boolean looksTheSame() {
    try {
      for (int i = 0; i < paths.length; i++) {
        if (!Look.of(paths[i]).equals(looks[i])) {
          return false;
        }
      }
      return true;
    } catch (IOException _) {
      return false; // what became of it is for a scan to say
    }
  }
}
