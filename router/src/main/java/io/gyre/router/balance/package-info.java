/**
 * Picks the replica that a request's next attempt goes to: by load and speed, by key, by zone, and
 * past those that fail.
 */
@NullMarked
package io.gyre.router.balance;

import org.jspecify.annotations.NullMarked;
