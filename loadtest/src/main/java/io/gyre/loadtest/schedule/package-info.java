/** Decides when each request is meant to leave. */
@NullMarked
package io.gyre.loadtest.schedule;

import org.jspecify.annotations.NullMarked;
