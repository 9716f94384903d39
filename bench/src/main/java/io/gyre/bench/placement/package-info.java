/** Measures how fast placement is, and how much a change of the cluster moves. */
@NullMarked
package io.gyre.bench.placement;

import org.jspecify.annotations.NullMarked;
