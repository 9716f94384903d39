/** Asks a running server what it serves, has it serve otherwise, and shows both as tables. */
@NullMarked
package io.gyre.cli.models;

import org.jspecify.annotations.NullMarked;
