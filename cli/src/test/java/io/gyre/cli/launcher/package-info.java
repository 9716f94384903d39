/** Tests of the launcher script as users run it. */
@NullMarked
package io.gyre.cli.launcher;

import org.jspecify.annotations.NullMarked;
