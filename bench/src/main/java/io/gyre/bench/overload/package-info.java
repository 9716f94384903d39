/** Is the experiment of what a server still gets done when it is asked for more than it can do. */
@NullMarked
package io.gyre.bench.overload;

import org.jspecify.annotations.NullMarked;
