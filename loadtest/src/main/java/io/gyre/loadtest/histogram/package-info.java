/** Packs latencies for reports, and unpacks them. */
@NullMarked
package io.gyre.loadtest.histogram;

import org.jspecify.annotations.NullMarked;
