package io.gyre.router.settings;

import io.gyre.router.sharedmemory.SharedRegions;
import io.gyre.router.trace.Tracing;

/**
 * What clients may change of a running server beside its models.
 *
 * @param logs the process's log
 * @param tracing traces of requests
 * @param regions shared memory that requests may use
 */
public record ServerControls(LogControl logs, Tracing tracing, SharedRegions regions) {}
