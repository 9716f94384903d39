/** Is the command line: what each subcommand takes, prints and exits with. */
@NullMarked
package io.gyre.cli.command;

import org.jspecify.annotations.NullMarked;
