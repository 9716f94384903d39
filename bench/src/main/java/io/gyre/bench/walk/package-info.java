/**
 * Walks a small cluster of real routers and real workers' control loops through random events, on a
 * clock and a network of its own, and checks after each what clients rely on.
 */
@NullMarked
package io.gyre.bench.walk;

import org.jspecify.annotations.NullMarked;
