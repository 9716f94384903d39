/** Versions of a model that tell themselves apart: published one by one, and judged by answers. */
@NullMarked
package io.gyre.bench.version;

import org.jspecify.annotations.NullMarked;
