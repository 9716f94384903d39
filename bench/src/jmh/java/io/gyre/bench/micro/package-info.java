/** Measures the smallest steps of a request's way, each alone. */
@NullMarked
package io.gyre.bench.micro;

import org.jspecify.annotations.NullMarked;
