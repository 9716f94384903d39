/** Is the experiment of the serving foundation: both front doors, start-up, memory. */
@NullMarked
package io.gyre.bench.serve;

import org.jspecify.annotations.NullMarked;
