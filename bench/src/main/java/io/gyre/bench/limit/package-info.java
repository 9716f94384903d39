/** Is the bare servers that a figure is held against: nothing but the transport. */
@NullMarked
package io.gyre.bench.limit;

import org.jspecify.annotations.NullMarked;
