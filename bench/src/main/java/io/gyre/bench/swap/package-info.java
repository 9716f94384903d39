/** New versions under load: failed and mixed answers, tail latency, and what is left behind. */
@NullMarked
package io.gyre.bench.swap;

import org.jspecify.annotations.NullMarked;
