/** Is small real servers of the protocol, whose answers and delays a test chooses. */
@NullMarked
package io.gyre.loadtest.server;

import org.jspecify.annotations.NullMarked;
