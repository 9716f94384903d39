/** Draws what requests are made of, by weight: models, batch sizes, priorities, affinity keys. */
@NullMarked
package io.gyre.loadtest.mix;

import org.jspecify.annotations.NullMarked;
