/** Sends requests when they are due, and measures what becomes of them. */
@NullMarked
package io.gyre.loadtest.run;

import org.jspecify.annotations.NullMarked;
