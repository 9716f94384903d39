/** Measures the load generator: whether its figures are true, and what it costs. */
@NullMarked
package io.gyre.bench.loadtest;

import org.jspecify.annotations.NullMarked;
