/** Asks a router what its cluster is like, and shows it as a table. */
@NullMarked
package io.gyre.cli.cluster;

import org.jspecify.annotations.NullMarked;
