/** Is the experiment of how soon a server is ready, and how much memory it holds when idle. */
@NullMarked
package io.gyre.bench.start;

import org.jspecify.annotations.NullMarked;
