package io.gyre.router.table;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The router's immutable snapshot of where requests go. A flip is one new table. */
public final class RoutingTable {
  /** A table that serves nothing. */
  public static final RoutingTable EMPTY = new RoutingTable(Map.of());

  private final Map<String, ModelRoutes> models;

  private RoutingTable(Map<String, ModelRoutes> models) {
    this.models = models;
  }

  /** Where requests for the model go, or null where no version of it is complete. */
  public @Nullable ModelRoutes model(String name) {
    return models.get(name);
  }

  public Collection<ModelRoutes> models() {
    return models.values();
  }

  /**
   * This table with the models of {@code changes} replaced, or taken out where nothing serves them.
   */
  public RoutingTable with(Map<String, Decision> changes) {
    Map<String, ModelRoutes> next = new HashMap<>(models);
    changes.forEach((model, decision) -> {
      if (decision.routes() == null) {
        next.remove(model);
      } else {
        next.put(model, decision.routes());
      }
    });
    return new RoutingTable(Collections.unmodifiableMap(next));
  }
}
