/** Runs batches on a loaded model: stages inputs, runs, and splits the outputs into answers. */
@NullMarked
package io.gyre.worker.execution;

import org.jspecify.annotations.NullMarked;
