/**
 * Serves a worker to routers in other processes: inference, control streams and statistics on one
 * gRPC port.
 */
@NullMarked
package io.gyre.worker.service;

import org.jspecify.annotations.NullMarked;
