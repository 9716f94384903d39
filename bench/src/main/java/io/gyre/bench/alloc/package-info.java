/** Is the experiment of how much heap a request takes. */
@NullMarked
package io.gyre.bench.alloc;

import org.jspecify.annotations.NullMarked;
