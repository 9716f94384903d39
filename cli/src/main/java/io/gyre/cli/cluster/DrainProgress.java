package io.gyre.cli.cluster;

import tools.jackson.databind.JsonNode;

/** How far a worker is that was asked to drain, by a router's status pages one after the other. */
public final class DrainProgress {
  private final String worker;
  private boolean begun;
  private int units;

  /**
   * @param worker the worker's id
   */
  public DrainProgress(String worker) {
    this.worker = worker;
  }

  /**
   * Reads the next page; false once the worker has ended. One that is back and serves has ended
   * between two pages.
   */
  public boolean goesOn(JsonNode page) {
    units = 0;
    for (JsonNode unit : page.path("units")) {
      units += unit.path("worker").asString("").equals(worker) ? 1 : 0;
    }
    for (JsonNode member : page.path("members")) {
      if (member.path("id").asString("").equals(worker)) {
        boolean drains = member.path("draining").asBoolean(false);
        boolean back = begun && !drains;
        begun |= drains;
        return member.path("connected").asBoolean(false) && !back;
      }
    }
    return false;
  }

  /** What to tell people. */
  public String text() {
    return begun
        ? "%s drains, %d unit%s left".formatted(worker, units, units == 1 ? "" : "s")
        : worker + " is asked to drain";
  }
}
