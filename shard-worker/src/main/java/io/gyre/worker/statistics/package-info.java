/** Counts and times what units execute, for the protocol's statistics and for metrics. */
@NullMarked
package io.gyre.worker.statistics;

import org.jspecify.annotations.NullMarked;
