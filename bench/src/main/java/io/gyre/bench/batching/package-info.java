/** Is the experiment of what batching gives under load, and what it takes when there is none. */
@NullMarked
package io.gyre.bench.batching;

import org.jspecify.annotations.NullMarked;
