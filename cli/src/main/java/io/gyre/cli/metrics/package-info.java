/** Answers Prometheus on the metrics port. */
@NullMarked
package io.gyre.cli.metrics;

import org.jspecify.annotations.NullMarked;
