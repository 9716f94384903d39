/** Drives servers in a closed loop and counts what comes back. */
@NullMarked
package io.gyre.bench.load;

import org.jspecify.annotations.NullMarked;
