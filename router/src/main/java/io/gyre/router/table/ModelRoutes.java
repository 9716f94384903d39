package io.gyre.router.table;

import io.gyre.inference.request.VersionChoice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where requests for one model go.
 *
 * @param current the version that requests without one are pinned to
 * @param versions every version that can be asked for, ascending, the current one among them
 * @param aliases the numbers that aliases lead to, served or not
 */
public record ModelRoutes(
    ServedVersion current, List<ServedVersion> versions, Map<String, Long> aliases) {
  public ModelRoutes {
    versions = List.copyOf(versions);
    aliases = Map.copyOf(aliases);
  }

  /** Routes of a model without aliases. */
  public ModelRoutes(ServedVersion current, List<ServedVersion> versions) {
    this(current, versions, Map.of());
  }

  /** The version asked for; null where it is not served. */
  public @Nullable ServedVersion version(VersionChoice asked) {
    return switch (asked) {
      case VersionChoice.Any _ -> current;
      case VersionChoice.Numbered(long number) -> version(number);
      case VersionChoice.Named(String alias) -> {
        Long number = aliases.get(alias);
        yield number == null ? null : version(number);
      }
    };
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

  /** The same versions under these aliases. */
  ModelRoutes under(Map<String, Long> names) {
    return names.equals(aliases) ? this : new ModelRoutes(current, versions, names);
  }
}
