/** Starts servers as processes of their own and reads what they cost. */
@NullMarked
package io.gyre.bench.process;

import org.jspecify.annotations.NullMarked;
