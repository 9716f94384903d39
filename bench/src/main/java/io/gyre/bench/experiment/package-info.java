/** Is the frame of experiments: what one is, and how two servers are compared in one run. */
@NullMarked
package io.gyre.bench.experiment;

import org.jspecify.annotations.NullMarked;
