package io.gyre.router.table;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where requests for one model go.
 *
 * @param current the version that requests without one are pinned to
 * @param versions every version that can be asked for, ascending, the current one among them
 */
public record ModelRoutes(ServedVersion current, List<ServedVersion> versions) {
  public ModelRoutes {
    versions = List.copyOf(versions);
  }

  /** The version of that number, the current one for none; null where it is not served. */
  public @Nullable ServedVersion version(OptionalLong asked) {
    return asked.isPresent() ? version(asked.getAsLong()) : current;
  }

  /** The version of that number, or null where it is not served. */
  public @Nullable ServedVersion version(long number) {
    for (ServedVersion version : versions) {
      if (version.id().version() == number) {
        return version;
      }
    }
    return null;
  }
}
