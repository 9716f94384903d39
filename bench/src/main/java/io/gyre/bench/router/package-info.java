/** Measures what a router costs that reaches its worker over the network. */
@NullMarked
package io.gyre.bench.router;

import org.jspecify.annotations.NullMarked;
