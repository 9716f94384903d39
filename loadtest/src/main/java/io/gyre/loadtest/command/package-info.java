/** Is the loadtest command. */
@NullMarked
package io.gyre.loadtest.command;

import org.jspecify.annotations.NullMarked;
