package io.gyre.router.control;

import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.ServedVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs which version of a model serves from now on, where that has changed. */
final class FlipLog {
  private static final Logger LOG = LoggerFactory.getLogger(FlipLog.class);

  private FlipLog() {}

  /**
   * Logs what is another between two routes.
   *
   * @param flip the change of the current version; null where it stays
   */
  static void note(
      String model,
      @Nullable ModelRoutes before,
      @Nullable ModelRoutes after,
      @Nullable Flip flip) {
    if (after == null) {
      if (before != null) {
        LOG.warn("model {}: no version is served any more", model);
      }
    } else if (before == null) {
      LOG.info(
          "model {}: version {} is served by {}",
          model,
          after.current().id().version(),
          replicas(after.current()));
    } else if (flip != null) {
      note(model, after, flip);
    }
  }

  private static void note(String model, ModelRoutes after, Flip flip) {
    long to = flip.to().version();
    long from = flip.from().version();
    String replicas = replicas(after.current());
    if (flip.rollback()) {
      LOG.warn("model {}: rolled back to version {}, served by {}", model, to, replicas);
    } else if (to == from) {
      LOG.info(
          "model {}: changed files of version {} take over, served by {}", model, to, replicas);
    } else {
      LOG.info(
          "model {}: version {} takes over from version {}, served by {}",
          model,
          to,
          from,
          replicas);
    }
    if (!flip.signatureChanges().isEmpty()) {
      LOG.warn(
          "model {}: clients of version {} may not get on with version {}: {}",
          model,
          from,
          to,
          String.join("; ", flip.signatureChanges()));
    }
  }

  private static String replicas(ServedVersion version) {
    int count = version.partitions().stream().mapToInt(partition -> partition.size()).sum();
    return count == 1 ? "1 replica" : count + " replicas";
  }
}
