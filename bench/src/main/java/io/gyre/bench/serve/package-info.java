/** Is the experiment of the serving foundation. */
@NullMarked
package io.gyre.bench.serve;

import org.jspecify.annotations.NullMarked;
