/** Is the boundary to whatever runs models: opens files, runs tensors. */
@NullMarked
package io.gyre.loader.engine;

import org.jspecify.annotations.NullMarked;
