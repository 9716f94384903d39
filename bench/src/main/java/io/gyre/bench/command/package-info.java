/** Is the bench command. */
@NullMarked
package io.gyre.bench.command;

import org.jspecify.annotations.NullMarked;
