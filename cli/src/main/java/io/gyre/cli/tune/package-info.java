/**
 * Finds the batch size, instances and threads that serve one model best on this machine, by
 * measuring, and shows what it found.
 */
@NullMarked
package io.gyre.cli.tune;

import org.jspecify.annotations.NullMarked;
