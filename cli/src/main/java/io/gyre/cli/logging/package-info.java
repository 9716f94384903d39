/** Writes log lines to standard error, one line for each record. */
@NullMarked
package io.gyre.cli.logging;

import org.jspecify.annotations.NullMarked;
