/** Puts a server together for its role, and takes it apart in order. */
@NullMarked
package io.gyre.cli.serve;

import org.jspecify.annotations.NullMarked;
