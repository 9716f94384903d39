/** Writes a report as a web page that needs nothing but itself. */
@NullMarked
package io.gyre.loadtest.page;

import org.jspecify.annotations.NullMarked;
