/** Is the experiment of how long a worker takes to look at a repository of many models. */
@NullMarked
package io.gyre.bench.registry;

import org.jspecify.annotations.NullMarked;
