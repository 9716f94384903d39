/** Asks a running server what it serves, and shows it as a table. */
@NullMarked
package io.gyre.cli.models;

import org.jspecify.annotations.NullMarked;
