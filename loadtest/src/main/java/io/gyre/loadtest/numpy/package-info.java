/** Reads arrays that NumPy saved. */
@NullMarked
package io.gyre.loadtest.numpy;

import org.jspecify.annotations.NullMarked;
