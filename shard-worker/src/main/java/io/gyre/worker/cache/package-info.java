/** Answers requests that equal earlier ones without running the model, within a bound of bytes. */
@NullMarked
package io.gyre.worker.cache;

import org.jspecify.annotations.NullMarked;
