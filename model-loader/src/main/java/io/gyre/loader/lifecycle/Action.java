package io.gyre.loader.lifecycle;

import io.gyre.inference.unit.UnitId;

/** One step that the worker's loop carries out on a unit. */
public sealed interface Action {
  /** The unit. */
  UnitId unit();

  /** Makes it WANTED: it is new, there is room for it now, or its load is tried again. */
  record Want(UnitId unit) implements Action {}

  /** Makes it WAITING, and says why. */
  record Wait(UnitId unit, long bytesNeeded, long bytesFree) implements Action {}

  /** Makes it LOADING, and starts the load. */
  record Load(UnitId unit) implements Action {}

  /** Makes it RETIRING. */
  record Retire(UnitId unit) implements Action {}

  /** Makes it READY again. */
  record Restore(UnitId unit) implements Action {}

  /** Announces RETIRING anew under a new number, which cancels the releases that routers gave. */
  record Reannounce(UnitId unit) implements Action {}

  /** Makes it UNLOADED, and closes what was loaded, if anything was. */
  record Unload(UnitId unit) implements Action {}
}
