/** Picks the replica that a request's next attempt goes to. */
@NullMarked
package io.gyre.router.balance;

import org.jspecify.annotations.NullMarked;
