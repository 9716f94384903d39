/** Compares what two reports measured, and says how sure that is. */
@NullMarked
package io.gyre.loadtest.compare;

import org.jspecify.annotations.NullMarked;
