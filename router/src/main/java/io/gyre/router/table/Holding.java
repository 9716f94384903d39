package io.gyre.router.table;

import io.gyre.inference.unit.UnitId;
import io.gyre.inference.upstream.Upstream;
import io.gyre.proto.worker.Announcement;
import io.gyre.proto.worker.UnitState;

/**
 * One unit at one worker, as this router knows it.
 *
 * @param worker id of the member
 * @param upstream the way to it
 * @param connected whether its control stream is up; what a lost worker announced is believed for a
 *     while
 * @param unit what it holds
 * @param announcement what it last said of the unit
 * @param released whether this router has released exactly that announcement
 * @param aside whether it is held for an alias alone
 */
public record Holding(
    String worker,
    Upstream upstream,
    boolean connected,
    UnitId unit,
    Announcement announcement,
    boolean released,
    boolean aside) {

  /** A unit that is held for requests of any kind. */
  public Holding(
      String worker,
      Upstream upstream,
      boolean connected,
      UnitId unit,
      Announcement announcement,
      boolean released) {
    this(worker, upstream, connected, unit, announcement, released, false);
  }

  public UnitState state() {
    return announcement.getState();
  }

  /** Whether requests may be sent: READY or RETIRING, and not released. */
  public boolean serves() {
    return !released && (state() == UnitState.READY || state() == UnitState.RETIRING);
  }

  /** Whether this replica is to be let go as soon as this router can do without it. */
  boolean awaitsRelease() {
    return !released && state() == UnitState.RETIRING;
  }

  boolean isReady() {
    return connected && state() == UnitState.READY;
  }

  /** Whether the worker is about to serve the unit, without waiting for anybody else. */
  public boolean isComing() {
    return connected
        && switch (state()) {
          case WANTED, LOADING, WARMING -> true;
          default -> false;
        };
  }
}
