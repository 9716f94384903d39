/** Is the experiment of how fast JSON numbers become tensor bytes. */
@NullMarked
package io.gyre.bench.json;

import org.jspecify.annotations.NullMarked;
