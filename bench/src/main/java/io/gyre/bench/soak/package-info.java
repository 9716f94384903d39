/** Keeps a server under load for long, and watches its memory. */
@NullMarked
package io.gyre.bench.soak;

import org.jspecify.annotations.NullMarked;
