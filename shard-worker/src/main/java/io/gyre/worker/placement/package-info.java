/** Says which models of a registry placement wants at this worker. */
@NullMarked
package io.gyre.worker.placement;

import org.jspecify.annotations.NullMarked;
