package io.gyre.loader.lifecycle;

import io.gyre.inference.unit.UnitId;

/**
 * A unit that the worker is to serve.
 *
 * @param unit which
 * @param bytes memory that it is expected to need; 0 where they are gone, and the unit can only be
 *     kept
 */
public record WantedUnit(UnitId unit, long bytes) {}
