/** Turns the figures that are kept into the page of benchmarks. */
@NullMarked
package io.gyre.bench.report;

import org.jspecify.annotations.NullMarked;
