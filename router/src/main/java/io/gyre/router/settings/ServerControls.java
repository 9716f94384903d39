package io.gyre.router.settings;

import io.gyre.router.change.ChangeService;
import io.gyre.router.drain.DrainService;
import io.gyre.router.sharedmemory.SharedRegions;
import io.gyre.router.trace.Tracing;

/**
 * What clients may change of a running server.
 *
 * @param logs the process's log
 * @param tracing traces of requests
 * @param regions shared memory that requests may use
 * @param changes what is asked for of models
 * @param drains workers that are to give all away and end
 */
public record ServerControls(
    LogControl logs,
    Tracing tracing,
    SharedRegions regions,
    ChangeService changes,
    DrainService drains) {}
