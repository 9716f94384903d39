package io.gyre.router.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides where each alias of a model leads. */
public final class AliasRouting {
  private AliasRouting() {}

  /**
   * The decision with the aliases put to its routes. An alias moves as a flip does: once the
   * version that it is to lead to is served and none of its replicas is still on its way. Until
   * then it leads to where it led before, for as long as that is served.
   *
   * @param asked the versions that aliases are to lead to
   * @param holdings every unit of the model at every worker
   * @param before where requests went before
   */
  public static Decision apply(
      Decision decision,
      Map<String, Long> asked,
      List<Holding> holdings,
      @Nullable ModelRoutes before) {
    ModelRoutes routes = decision.routes();
    if (routes == null) {
      return decision;
    }
    Map<String, Long> aliases = new HashMap<>();
    asked.forEach((alias, version) -> {
      Long earlier = before == null ? null : before.aliases().get(alias);
      boolean stays =
          earlier != null
              && routes.version(earlier) != null
              && (routes.version(version) == null || isComing(version, holdings));
      aliases.put(alias, stays ? earlier : version);
    });
    return new Decision(routes.under(aliases), decision.releases(), decision.kept());
  }

  private static boolean isComing(long version, List<Holding> holdings) {
    return holdings.stream()
        .anyMatch(holding -> holding.unit().version() == version && holding.isComing());
  }
}
