/** Puts a router's core together: everything between the front doors and the workers. */
@NullMarked
package io.gyre.router.core;

import org.jspecify.annotations.NullMarked;
