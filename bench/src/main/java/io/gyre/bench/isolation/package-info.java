/** Is the experiment of what a flooded model does to another beside it. */
@NullMarked
package io.gyre.bench.isolation;

import org.jspecify.annotations.NullMarked;
