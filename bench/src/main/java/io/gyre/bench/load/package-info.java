/** Keeps servers under load as one side of a comparison. */
@NullMarked
package io.gyre.bench.load;

import org.jspecify.annotations.NullMarked;
