/** Names the server under load. */
@NullMarked
package io.gyre.loadtest.address;

import org.jspecify.annotations.NullMarked;
