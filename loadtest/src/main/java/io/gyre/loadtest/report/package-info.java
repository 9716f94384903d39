/** Shows what a run measured: a live line, a table, a file. */
@NullMarked
package io.gyre.loadtest.report;

import org.jspecify.annotations.NullMarked;
