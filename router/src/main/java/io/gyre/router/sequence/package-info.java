/**
 * Keeps each sequence at the replica that holds its state, and its requests one after the other.
 */
@NullMarked
package io.gyre.router.sequence;

import org.jspecify.annotations.NullMarked;
