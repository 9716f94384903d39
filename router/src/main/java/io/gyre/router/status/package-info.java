/** Shows what a router knows and does, as plain values for the status page and the command line. */
@NullMarked
package io.gyre.router.status;

import org.jspecify.annotations.NullMarked;
