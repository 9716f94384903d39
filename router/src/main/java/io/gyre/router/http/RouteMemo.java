package io.gyre.router.http;

/** Remembers the last target of a connection: most clients ask the same again and again. */
final class RouteMemo {
  private String target = "";
  private Route route = Route.parse("");

  Route of(String wanted) {
    if (!wanted.equals(target)) {
      route = Route.parse(wanted);
      target = wanted;
    }
    return route;
  }
}
