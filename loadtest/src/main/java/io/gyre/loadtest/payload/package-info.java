/** Makes up and reads the tensors that requests carry. */
@NullMarked
package io.gyre.loadtest.payload;

import org.jspecify.annotations.NullMarked;
