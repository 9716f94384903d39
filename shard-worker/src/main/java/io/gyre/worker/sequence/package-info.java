/**
 * Runs the requests of each sequence in their order, with what the model is told of it and has kept
 * for it.
 */
@NullMarked
package io.gyre.worker.sequence;

import org.jspecify.annotations.NullMarked;
