/**
 * Takes a large cluster through thousands of changes with the real placement, and reports what they
 * cost.
 */
@NullMarked
package io.gyre.bench.fleet;

import org.jspecify.annotations.NullMarked;
