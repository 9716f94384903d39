/**
 * Loads a catalogued version: checks its files, opens it in its engine, resolves its configuration,
 * warms it up.
 */
@NullMarked
package io.gyre.loader.load;

import org.jspecify.annotations.NullMarked;
