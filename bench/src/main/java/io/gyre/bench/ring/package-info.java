/** Compares ways to send keys to replicas, of which the routers use one. */
@NullMarked
package io.gyre.bench.ring;

import org.jspecify.annotations.NullMarked;
