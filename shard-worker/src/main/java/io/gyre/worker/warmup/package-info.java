/** Makes a model's first runs before it serves, and finds its largest useful batch from them. */
@NullMarked
package io.gyre.worker.warmup;

import org.jspecify.annotations.NullMarked;
