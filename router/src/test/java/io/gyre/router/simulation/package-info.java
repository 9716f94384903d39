/**
 * Walks routers and simulated workers through random events, and checks after each what clients
 * rely on.
 */
@NullMarked
package io.gyre.router.simulation;

import org.jspecify.annotations.NullMarked;
