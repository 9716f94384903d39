/** States what routers and workers agree on where a connection lies between them. */
@NullMarked
package io.gyre.cluster.transport;

import org.jspecify.annotations.NullMarked;
