package io.gyre.router.control;

import io.gyre.router.table.Decision;
import io.gyre.router.table.Holding;
import io.gyre.router.table.ModelRoutes;
import io.gyre.router.table.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of one model; see {@link io.gyre.router.table.ModelRouting}. */
@FunctionalInterface
public interface RoutingPolicy {
  Decision decide(RoutingContext context, List<Holding> holdings, @Nullable ModelRoutes previous);
}
