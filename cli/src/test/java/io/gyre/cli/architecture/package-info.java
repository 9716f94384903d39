/** Holds every module to the rules of the architecture. */
@NullMarked
package io.gyre.cli.architecture;

import org.jspecify.annotations.NullMarked;
