/** Searches for the highest rate at which a server keeps an objective. */
@NullMarked
package io.gyre.loadtest.search;

import org.jspecify.annotations.NullMarked;
