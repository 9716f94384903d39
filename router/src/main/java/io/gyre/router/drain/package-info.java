/** Has workers give all their units away and end. */
@NullMarked
package io.gyre.router.drain;

import org.jspecify.annotations.NullMarked;
