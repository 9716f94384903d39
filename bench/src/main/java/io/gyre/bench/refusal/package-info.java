/** Is the experiment of what it costs a server to refuse a request. */
@NullMarked
package io.gyre.bench.refusal;

import org.jspecify.annotations.NullMarked;
