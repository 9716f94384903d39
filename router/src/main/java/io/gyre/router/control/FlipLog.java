package io.gyre.router.control;

import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.ServedVersion;
import io.gyre.router.table.VersionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs which version of a model serves from now on, where that has changed. */
final class FlipLog {
  private static final Logger LOG = LoggerFactory.getLogger(FlipLog.class);

  private FlipLog() {}

  static void note(String model, @Nullable ModelRoutes before, @Nullable ModelRoutes after) {
    if (after == null) {
      if (before != null) {
        LOG.warn("model {}: no version is served any more", model);
      }
      return;
    }
    ServedVersion current = after.current();
    VersionId id = current.id();
    if (before == null) {
      LOG.info("model {}: version {} is served by {}", model, id.version(), replicas(current));
    } else if (!before.current().id().equals(id)) {
      LOG.info(
          "model {}: version {} takes over from version {}, served by {}",
          model,
          id.version(),
          before.current().id().version(),
          replicas(current));
    }
  }

  private static String replicas(ServedVersion version) {
    int count = version.partitions().stream().mapToInt(partition -> partition.size()).sum();
    return count == 1 ? "1 replica" : count + " replicas";
  }
}
