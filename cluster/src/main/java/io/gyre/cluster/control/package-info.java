/**
 * Is the announce-lease-release protocol between a worker and its routers, in one process or
 * between two.
 */
@NullMarked
package io.gyre.cluster.control;

import org.jspecify.annotations.NullMarked;
