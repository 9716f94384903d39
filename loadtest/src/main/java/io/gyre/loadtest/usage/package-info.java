/** Tells wrong use from failure. */
@NullMarked
package io.gyre.loadtest.usage;

import org.jspecify.annotations.NullMarked;
