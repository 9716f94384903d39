/** Reads the bytes of tensors: elements of varying size, rows of a batch, best classes. */
@NullMarked
package io.gyre.worker.tensor;

import org.jspecify.annotations.NullMarked;
