/** Fixes the boundary between the generator and the protocols, and the event loop below them. */
@NullMarked
package io.gyre.loadtest.client;

import org.jspecify.annotations.NullMarked;
