/** Counts what becomes of requests, as metrics and as an access log. */
@NullMarked
package io.gyre.router.metrics;

import org.jspecify.annotations.NullMarked;
